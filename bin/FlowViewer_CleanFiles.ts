#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { cleanFiles } from '../lib/setup/clean-files.js';

void runCommand(cleanFiles);
