#!/usr/bin/env node
import { flowCapture } from '../lib/capture/flow-capture.js';
import { runCommand } from '../lib/command/run.js';

void runCommand(flowCapture);
