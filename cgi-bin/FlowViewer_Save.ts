#!/usr/bin/env node
/** Saves a report or a filter under a name. */
import { runCgi } from '../lib/web/cgi.js';
import { savePage } from '../lib/web/savepage.js';

void runCgi(savePage);
