#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowviewerCheck } from '../lib/setup/check/command.js';

void runCommand(flowviewerCheck);
