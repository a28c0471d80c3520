#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowExport } from '../lib/rows/export/command.js';

await runCommand(flowExport);
