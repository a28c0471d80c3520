#!/usr/bin/env node
/** The editor of a group. */
import { runCgi } from '../lib/web/cgi.js';
import { groupPage } from '../lib/web/tracker/grouppage.js';

void runCgi(groupPage);
