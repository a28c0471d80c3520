#!/usr/bin/env node
import { flowExpire } from '../lib/capture/flow-expire.js';
import { runCommand } from '../lib/command/run.js';

void runCommand(flowExpire);
