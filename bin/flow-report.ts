#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowReport } from '../lib/stat/report/command.js';

void runCommand(flowReport);
