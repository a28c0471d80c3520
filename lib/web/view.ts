/** Renders the templates of views/. Values are escaped unless a template says otherwise; none does for what was typed. */
import type { CheckView } from './checkview.js';
import type { Frame } from './frame.js';
import type { FrontPage } from './frontpage.js';
import type { FormPage } from './formpage.js';
import type { GraphPage } from './graphpage.js';
import type { GuidePage } from './guidepage.js';
import type { ReportAnswer, ReportStart } from './reportpage.js';
import type { ReportStep } from './reportstep.js';
import type { OldBody } from '../save/original/old-body.js';
import type { SaveForm } from './saveform.js';
import type { SavesPage } from './savespage.js';
import type { SavedPage } from './savedpage.js';
import type { DashboardPage } from './tracker/dashboardpage.js';
import type { GroupPage } from './tracker/grouppage.js';
import type { TrackingPage } from './tracker/trackingpage.js';
import type { TrackingsPage } from './tracker/trackingslist.js';
import { template } from './templates.js';
import type { ValuesPage } from './tracker/valuespage.js';

/** What each template gets, as `it`. */
export interface Views {
  readonly problem: {
    readonly status: number;
    readonly sentences: readonly string[];
    /** Absent where the configuration could not be read. */
    readonly frame?: Frame;
    /** Address of the form that led here. */
    readonly change?: string;
  };
  readonly check: { readonly frame: Frame; readonly page: CheckView };
  readonly guide: { readonly frame: Frame; readonly page: GuidePage };
  readonly front: { readonly frame: Frame; readonly page: FrontPage };
  readonly form: { readonly frame: Frame; readonly page: FormPage };
  /** A report page is its start, then its answer; where that takes time, steps stand between. */
  readonly reportstart: { readonly frame: Frame; readonly page: ReportStart };
  readonly reportwait: object;
  readonly reportstep: ReportStep;
  readonly reportanswer: { readonly frame: Frame; readonly page: ReportAnswer };
  readonly originalbody: OldBody;
  /** One name to give, or one thing to confirm. */
  readonly saveform: { readonly frame: Frame; readonly page: SaveForm };
  readonly saves: { readonly frame: Frame; readonly page: SavesPage };
  readonly saved: { readonly frame: Frame; readonly page: SavedPage };
  readonly graphanswer: { readonly frame: Frame; readonly page: GraphPage };
  /** FlowTracker: all trackings, one of them, its values, the editor of a group, dashboards. */
  readonly trackings: { readonly frame: Frame; readonly page: TrackingsPage };
  readonly tracking: { readonly frame: Frame; readonly page: TrackingPage };
  /** The graphs of one as they are saved. */
  readonly trackinggraphs: {
    readonly label: string;
    readonly graphs: readonly { readonly name: string; readonly title: string }[];
  };
  readonly trackingvalues: { readonly frame: Frame; readonly page: ValuesPage };
  readonly group: { readonly frame: Frame; readonly page: GroupPage };
  readonly dashboard: { readonly frame: Frame; readonly page: DashboardPage };
  readonly reportproblem: { readonly sentences: readonly string[] };
}

export function renderView<N extends keyof Views>(name: N, data: Views[N]): string {
  return template(name)({ ...data });
}
