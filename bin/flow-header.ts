#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowHeader } from '../lib/rows/header-command.js';

void runCommand(flowHeader);
