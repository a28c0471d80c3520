#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowStat } from '../lib/stat/command.js';

void runCommand(flowStat);
