#!/usr/bin/env node
/** The user guide. */
import { runCgi } from '../lib/web/cgi.js';
import { guidePage } from '../lib/web/guidepage.js';

void runCgi(guidePage);
