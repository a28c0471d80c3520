/**
 * The scripts that the server answers for, by the names that they have as CGI programs: the page of each, loaded when it is
 * first asked for. A test holds this table and the files of cgi-bin/ together.
 */
import type { Handler } from '../web/http.js';

/**
 * What a page does, and so which processes make it: `page` is read from small files, or waits for name servers; `query`
 * reads flows or RRDs, or draws. Long queries take none of the processes of pages.
 */
export type Lane = 'page' | 'query';

export interface Script {
  readonly lane: Lane;
  readonly load: () => Promise<Handler>;
}

export const SCRIPTS = {
  'FV.cgi': { lane: 'page', load: async () => (await import('../web/frontpage.js')).frontPage },
  'FlowGrapher.cgi': { lane: 'page', load: async () => (await import('../web/grapherform.js')).grapherForm },
  'FlowGrapher_Main.cgi': { lane: 'query', load: async () => (await import('../web/graphermain.js')).grapherMain },
  'FlowTracker.cgi': { lane: 'page', load: async () => (await import('../web/tracker/trackerform.js')).trackerForm },
  'FlowTracker_Dashboard.cgi': {
    lane: 'page',
    load: async () => (await import('../web/tracker/dashboardpage.js')).dashboardPage,
  },
  'FlowTracker_Display.cgi': {
    lane: 'query',
    load: async () => (await import('../web/tracker/trackingpage.js')).trackingPage,
  },
  'FlowTracker_DisplayPublic.cgi': {
    lane: 'query',
    load: async () => (await import('../web/tracker/trackingpage.js')).publicTrackingPage,
  },
  'FlowTracker_Dumper.cgi': {
    lane: 'query',
    load: async () => (await import('../web/tracker/valuespage.js')).valuesPage,
  },
  'FlowTracker_Group.cgi': { lane: 'query', load: async () => (await import('../web/tracker/grouppage.js')).groupPage },
  'FlowTracker_Main.cgi': {
    lane: 'query',
    load: async () => (await import('../web/tracker/trackermain.js')).trackerMain,
  },
  'FlowTracker_Management.cgi': {
    lane: 'page',
    load: async () => (await import('../web/tracker/trackingspage.js')).trackingsPage,
  },
  'FlowViewer.cgi': { lane: 'page', load: async () => (await import('../web/viewerform.js')).viewerForm },
  'FlowViewer_Check.cgi': { lane: 'query', load: async () => (await import('../setup/check/page.js')).checkPage },
  'FlowViewer_Guide.cgi': { lane: 'page', load: async () => (await import('../web/guidepage.js')).guidePage },
  'FlowViewer_Main.cgi': { lane: 'query', load: async () => (await import('../web/viewermain.js')).viewerMain },
  'FlowViewer_Names.cgi': { lane: 'page', load: async () => (await import('../web/namesanswer.js')).namesAnswer },
  'FlowViewer_Pie.cgi': { lane: 'query', load: async () => (await import('../web/pieimage.js')).pieImage },
  'FlowViewer_Replay.cgi': { lane: 'page', load: async () => (await import('../web/savedpage.js')).savedPage },
  'FlowViewer_Save.cgi': { lane: 'query', load: async () => (await import('../web/savepage.js')).savePage },
  'FlowViewer_SaveManage.cgi': { lane: 'page', load: async () => (await import('../web/savespage.js')).savesPage },
} as const satisfies Readonly<Record<string, Script>>;

export type ScriptName = keyof typeof SCRIPTS;

export function isScript(name: string): name is ScriptName {
  return Object.hasOwn(SCRIPTS, name);
}
