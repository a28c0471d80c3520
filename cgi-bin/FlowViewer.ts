#!/usr/bin/env node
/** The form for text reports. */
import { runCgi } from '../lib/web/cgi.js';
import { viewerForm } from '../lib/web/viewerform.js';

void runCgi(viewerForm);
