#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowRptfmt } from '../lib/reporttext/format-command.js';

void runCommand(flowRptfmt);
