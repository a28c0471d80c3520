#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowNfilter } from '../lib/rows/nfilter-command.js';

void runCommand(flowNfilter);
