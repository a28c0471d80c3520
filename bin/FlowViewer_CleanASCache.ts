#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { cleanAsCache } from '../lib/setup/clean-command.js';

void runCommand(cleanAsCache);
