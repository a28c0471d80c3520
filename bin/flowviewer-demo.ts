#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { demo } from '../lib/demo/demo.js';

void runCommand(demo);
