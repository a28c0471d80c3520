#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowPrint } from '../lib/rows/print/command.js';

void runCommand(flowPrint);
