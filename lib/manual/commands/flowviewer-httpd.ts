/** flowviewer-httpd(1). */
import { SYNTAX } from '../../httpd/options.js';
import type { CommandPage } from '../page.js';

export const FLOWVIEWER_HTTPD: CommandPage = {
  kind: 'command',
  name: 'flowviewer-httpd',
  syntax: SYNTAX,
  description: [
    'flowviewer-httpd serves the pages of FlowViewer, FlowGrapher and FlowTracker from processes that stay: the same pages at the same addresses as the CGI scripts, without the start of a program at each click. It stands alone, or behind a web server that asks for passwords and speaks TLS, which it does not; for Apache there is a snippet, `flowviewer-httpd.conf`.',
    'It listens on the loopback address unless -b says otherwise. Alone it asks nobody who he is: whoever reaches the address sees the pages and may change what they keep.',
    'Pages are made by workers, processes of their own, one page at a time each. Forms and lists have some for themselves, so that no report keeps them waiting. Of reports and graphs -n are made at once; 200 more wait for their turn, and what comes then gets status 503. When the browser goes away the query is stopped and what it has on disk is removed. A worker that is killed or fails ends in a page that says so, and another takes its place.',
    'The address and all header lines of a request may have 64 KiB, a form 8 MiB; a request must be there within 60 seconds, and an answer be read. A page may take query_time_limit and a minute. Other methods than GET, HEAD and POST are refused.',
    "The configuration file is read again when it has changed. One that is wrong is logged and changes nothing. So is `element.cfg`, a site's own names of elements; while that one is wrong, pages that need such names say so.",
    'Without -D the command goes into the background as soon as it listens.',
  ],
  sections: [
    {
      title: 'BEHIND A PROXY',
      blocks: [
        'With -x the last address of X-Forwarded-For is that of the client, and X-Remote-User the name by which he was let in; the proxy must set or remove both in every request, and nobody else may reach the port. The Host header must be that of the browser (`ProxyPreserveHost On`), because forms are checked against it. X-Remote-Port, the port of the client, lets the server see when the client has left a proxy on the same machine: a proxy that waits for an answer does not tell.',
      ],
    },
    {
      title: 'SIGNALS',
      blocks: [
        {
          terms: [
            [
              'TERM, INT, QUIT',
              'Take no more requests, complete the pages that are being made within 10 seconds, and end. A second one ends at once.',
            ],
            ['HUP', 'Read the configuration again, start new workers.'],
          ],
        },
      ],
    },
  ],
  files: [
    ['log_directory`/flowviewer-httpd.log`', 'Start and end, and what goes wrong, each line with its time.'],
    ['work_directory`/query-`{pid}', 'What a query that does not fit into query_memory has on disk.'],
  ],
  environment: [
    ['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.'],
    ['`TZ`', 'The zone of times on the pages.'],
    ['`PATH`', 'Where rrdtool is found.'],
  ],
  exit: [
    ['0', 'Ended by a signal, or in the background.'],
    ['1', 'Could not start; a message says why.'],
  ],
  examples: [
    'On this machine alone, at http://localhost:8080/:',
    { run: 'flowviewer-httpd -p /run/flowviewer-httpd.pid', untested: 'starts a daemon' },
    'Behind Apache, with an access log:',
    { run: 'flowviewer-httpd -x -a /var/log/flowviewer/access.log', untested: 'starts a daemon' },
  ],
  differences: ['flow-tools and FlowViewer have no such command: their pages are CGI scripts.'],
  seeAlso: ['FlowViewer.toml(5)', 'flowviewer-check(1)'],
};
