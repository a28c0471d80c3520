#!/usr/bin/env node
/** Draws a graph. */
import { runCgi } from '../lib/web/cgi.js';
import { grapherMain } from '../lib/web/graphermain.js';

void runCgi(grapherMain);
