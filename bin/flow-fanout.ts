#!/usr/bin/env node
import { flowFanout } from '../lib/capture/flow-fanout.js';
import { runCommand } from '../lib/command/run.js';

void runCommand(flowFanout);
