#!/usr/bin/env node
/** Dashboards of thumbnails. */
import { runCgi } from '../lib/web/cgi.js';
import { dashboardPage } from '../lib/web/tracker/dashboardpage.js';

void runCgi(dashboardPage);
