#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowXlate } from '../lib/rows/xlate-command.js';

void runCommand(flowXlate);
