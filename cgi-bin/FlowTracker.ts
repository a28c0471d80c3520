#!/usr/bin/env node
/** The form for a new tracking. */
import { runCgi } from '../lib/web/cgi.js';
import { trackerForm } from '../lib/web/tracker/trackerform.js';

void runCgi(trackerForm);
