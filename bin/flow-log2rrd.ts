#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowLog2rrd } from '../lib/rrd/log-command.js';

void runCommand(flowLog2rrd);
