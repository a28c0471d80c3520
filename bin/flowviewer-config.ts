#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowviewerConfig } from '../lib/setup/config-command.js';

void runCommand(flowviewerConfig);
