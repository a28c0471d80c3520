#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowParquet } from '../lib/twins/command.js';

void runCommand(flowParquet);
