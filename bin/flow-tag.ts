#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowTag } from '../lib/rows/tag-command.js';

void runCommand(flowTag);
