/** The links from the router to the page, in their order. A part that adds one adds its step here. */
import { ANSWER } from './answer.js';
import { COUNTERS } from './counters.js';
import { DAEMONS } from './daemons.js';
import { DATA_DIRECTORY, OWN_DIRECTORIES } from './directories.js';
import { FLOW_FILES } from './flow-files.js';
import { MAIL } from './mail.js';
import { NAME_SERVERS } from './name-servers.js';
import { RRDTOOL } from './rrdtool.js';
import type { Step } from './step.js';
import { TWINS } from './twins.js';
import { WEB_SERVER } from './web-server.js';

export const STEPS: readonly Step[] = [
  DATA_DIRECTORY,
  OWN_DIRECTORIES,
  FLOW_FILES,
  DAEMONS,
  TWINS,
  ANSWER,
  COUNTERS,
  RRDTOOL,
  NAME_SERVERS,
  MAIL,
  WEB_SERVER,
];
