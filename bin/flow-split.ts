#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowSplit } from '../lib/rows/split.js';

void runCommand(flowSplit);
