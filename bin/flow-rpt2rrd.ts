#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowRpt2rrd } from '../lib/reporttext/rrd-command.js';

await runCommand(flowRpt2rrd);
