#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { cleanHostCache } from '../lib/setup/clean-command.js';

void runCommand(cleanHostCache);
