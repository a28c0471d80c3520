#!/usr/bin/env node
/** The graphs of a tracking or group. */
import { runCgi } from '../lib/web/cgi.js';
import { trackingPage } from '../lib/web/tracker/trackingpage.js';

void runCgi(trackingPage);
