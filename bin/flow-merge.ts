#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowMerge } from '../lib/rows/merge.js';

void runCommand(flowMerge);
