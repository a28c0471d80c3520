#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowviewerHttpd } from '../lib/httpd/flowviewer-httpd.js';
import { WORKER_VARIABLE } from '../lib/httpd/messages.js';

// the server starts its workers as itself
if (process.env[WORKER_VARIABLE] === undefined) await runCommand(flowviewerHttpd);
else await (await import('../lib/httpd/worker.js')).serveRequests();
