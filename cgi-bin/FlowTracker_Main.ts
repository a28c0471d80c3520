#!/usr/bin/env node
/** Makes a tracking or group, or revises a tracking. */
import { runCgi } from '../lib/web/cgi.js';
import { trackerMain } from '../lib/web/tracker/trackermain.js';

void runCgi(trackerMain);
