#!/usr/bin/env node
/** The picture of a pie chart. */
import { runCgi } from '../lib/web/cgi.js';
import { pieImage } from '../lib/web/pieimage.js';

void runCgi(pieImage);
