#!/usr/bin/env node
/** The values behind a graph of a tracking. */
import { runCgi } from '../lib/web/cgi.js';
import { valuesPage } from '../lib/web/tracker/valuespage.js';

void runCgi(valuesPage);
