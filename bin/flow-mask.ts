#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowMask } from '../lib/rows/mask-command.js';

void runCommand(flowMask);
