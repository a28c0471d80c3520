#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowSplit } from '../lib/rows/split.js';

await runCommand(flowSplit);
