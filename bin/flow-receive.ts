#!/usr/bin/env node
import { flowReceive } from '../lib/capture/flow-receive.js';
import { runCommand } from '../lib/command/run.js';

void runCommand(flowReceive);
