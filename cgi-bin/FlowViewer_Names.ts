#!/usr/bin/env node
/** Names of addresses and AS numbers, for a page that came before they were known. */
import { runCgi } from '../lib/web/cgi.js';
import { namesAnswer } from '../lib/web/namesanswer.js';

void runCgi(namesAnswer);
