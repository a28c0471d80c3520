#!/usr/bin/env node
/** The front page. */
import { runCgi } from '../lib/web/cgi.js';
import { frontPage } from '../lib/web/frontpage.js';

void runCgi(frontPage);
