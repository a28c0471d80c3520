#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowCat } from '../lib/rows/cat.js';

void runCommand(flowCat);
