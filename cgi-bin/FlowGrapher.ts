#!/usr/bin/env node
/** The form for graphs. */
import { runCgi } from '../lib/web/cgi.js';
import { grapherForm } from '../lib/web/grapherform.js';

void runCgi(grapherForm);
