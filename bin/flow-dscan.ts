#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowDscan } from '../lib/scan/command.js';

void runCommand(flowDscan);
