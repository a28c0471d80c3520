#!/usr/bin/env node
/** The graphs of trackings, without tools. */
import { runCgi } from '../lib/web/cgi.js';
import { publicTrackingPage } from '../lib/web/tracker/trackingpage.js';

void runCgi(publicTrackingPage);
