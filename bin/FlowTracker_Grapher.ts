#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowTrackerGrapher } from '../lib/tracker/grapher-command.js';

void runCommand(flowTrackerGrapher);
