#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowTrackerCollector } from '../lib/tracker/collector-command.js';

void runCommand(flowTrackerCollector);
