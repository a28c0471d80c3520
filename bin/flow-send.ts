#!/usr/bin/env node
import { flowSend } from '../lib/capture/flow-send.js';
import { runCommand } from '../lib/command/run.js';

void runCommand(flowSend);
