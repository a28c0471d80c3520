#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowLog2rrd } from '../lib/rrd/log-command.js';

await runCommand(flowLog2rrd);
