#!/usr/bin/env node
import { runCommand } from '../lib/command/run.js';
import { flowviewerHttpd } from '../lib/httpd/flowviewer-httpd.js';
import { WORKER_VARIABLE } from '../lib/httpd/messages.js';

// the server starts its workers as itself
if (process.env[WORKER_VARIABLE] === undefined) void runCommand(flowviewerHttpd);
else void import('../lib/httpd/worker.js').then(({ serveRequests }) => serveRequests());
