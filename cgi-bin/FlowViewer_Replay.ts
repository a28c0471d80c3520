#!/usr/bin/env node
/** Shows a saved report. */
import { runCgi } from '../lib/web/cgi.js';
import { savedPage } from '../lib/web/savedpage.js';

void runCgi(savedPage);
