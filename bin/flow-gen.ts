#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowGen } from '../lib/rows/generate.js';

void runCommand(flowGen);
