#!/usr/bin/env node
/** Runs a text report. */
import { runCgi } from '../lib/web/cgi.js';
import { viewerMain } from '../lib/web/viewermain.js';

void runCgi(viewerMain);
