#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowExport } from '../lib/rows/export/command.js';

void runCommand(flowExport);
