#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowTrackerRecreate } from '../lib/tracker/recreate-command.js';

void runCommand(flowTrackerRecreate);
