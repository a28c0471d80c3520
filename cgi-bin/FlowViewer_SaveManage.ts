#!/usr/bin/env node
/** Lists, renames and removes what is saved. */
import { runCgi } from '../lib/web/cgi.js';
import { savesPage } from '../lib/web/savespage.js';

void runCgi(savesPage);
