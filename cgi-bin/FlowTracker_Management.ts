#!/usr/bin/env node
/** Lists trackings; revises, renames, archives, restarts, removes them. */
import { runCgi } from '../lib/web/cgi.js';
import { trackingsPage } from '../lib/web/tracker/trackingspage.js';

void runCgi(trackingsPage);
