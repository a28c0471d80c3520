#!/usr/bin/env node
/** Checks the installation. */
import { checkPage } from '../lib/setup/check/page.js';
import { runCgi } from '../lib/web/cgi.js';

void runCgi(checkPage);
