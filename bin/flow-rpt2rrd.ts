#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowRpt2rrd } from '../lib/reporttext/rrd-command.js';

void runCommand(flowRpt2rrd);
