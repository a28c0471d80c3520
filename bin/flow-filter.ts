#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowFilter } from '../lib/rows/filter-command.js';

void runCommand(flowFilter);
