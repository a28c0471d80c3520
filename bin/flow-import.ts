#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowImport } from '../lib/rows/import/command.js';

void runCommand(flowImport);
