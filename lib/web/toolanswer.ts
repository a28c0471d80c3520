/** A tool that answers a form: reads it, asks, and answers as a page or in another format, at once or late. */
import type { FieldError } from '../report/fielderror.js';
import type { Form } from '../report/form.js';
import { requestedFormat, respondLater, respondRefused } from './answerpage.js';
import { listNamedDevices, type Devices } from './devices.js';
import type { ToolName } from './formtools.js';
import type { Handler, Request, Response, Site } from './http.js';
import { formLink } from './link.js';
import { withListNames } from './long-lists.js';
import { renderJsonErrors } from './render/json.js';
import { redirect, respond } from './respond.js';
import { Running } from './running.js';
import type { Refused } from './runquery.js';
import { withSaveErrors } from './saverefusal.js';
import { requestedForm, respondForm } from './viewerform.js';
import type { Progress } from '../store/store.js';

/** How errors are written where the answer would not be a page. */
export interface ErrorFormat {
  readonly type: string;
  readonly errors: (errors: readonly (FieldError | { readonly message: string })[]) => string;
}

/** Of what an answer is made: of which site, and the address of the form that led to it. */
interface Asked {
  readonly site: Site;
  readonly change: string;
}

export interface AnsweringTool<Format extends string, Question, About extends Asked, Result> {
  readonly name: ToolName;
  readonly script: 'FlowViewer_Main.cgi' | 'FlowGrapher_Main.cgi';
  readonly what: 'report' | 'graph';
  readonly formats: readonly ('html' | Format)[];
  readonly errorsIn: (format: Format) => ErrorFormat;
  /** Of pages that begin before their answer is there. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly read: (
    form: Form,
    site: Site,
    devices: Devices,
  ) => Promise<{ readonly question: Question } | { readonly errors: readonly FieldError[] }>;
  /** @param request for what is no field of the form */
  readonly about: (
    question: Question,
    form: Form,
    site: Site,
    request: Request,
    format: 'html' | Format,
  ) => Promise<About>;
  readonly run: (
    about: About,
    format: 'html' | Format,
    progress: (done: Progress) => void,
  ) => Promise<{ readonly ok: true; readonly result: Result } | Refused>;
  /** Done while the store works. */
  readonly prepare: (about: About, format: 'html' | Format) => void;
  readonly pageStart: (about: About) => string;
  readonly pageAnswer: (about: About, result: Result, ms: number) => string | Promise<string>;
  readonly answer: (format: 'html' | Format, about: About, result: Result, ms: number) => Promise<Response>;
}

/** The handler of a tool's answers. */
export function toolAnswer<
  Format extends string,
  Question extends { readonly form: Form; readonly notes: readonly string[] },
  About extends Asked,
  Result,
>(tool: AnsweringTool<Format, Question, About, Result>): Handler {
  const isPage = (format: 'html' | Format): format is 'html' => format === 'html';
  return withSaveErrors(async (request, site) => {
    const devices = await listNamedDevices(site.configuration);
    const form = requestedForm(request, site, devices);
    const format = requestedFormat(request, tool.formats);
    if (!format) {
      const message = `The format must be one of ${tool.formats.join(', ')}.`;
      return respond(400, 'application/json; charset=utf-8', renderJsonErrors([{ message }]));
    }
    const asked = await tool.read(form, site, devices);
    if ('errors' in asked) {
      // the form again with what was typed, or a body that names the fields
      if (isPage(format)) return respondForm(form, site, devices, asked.errors, tool.name);
      const { type, errors } = tool.errorsIn(format);
      return respond(400, type, errors(asked.errors));
    }
    const short = withListNames(form, site.configuration, site.now());
    // the address of an answer is to hold all that it asks
    if (request.method === 'POST' && isPage(format) && short.length === 'fits')
      return redirect(formLink(tool.script, site.configuration, short.form));
    const question = { ...asked.question, form: short.form, notes: [...asked.question.notes, ...short.notes] };
    const about = await tool.about(question, short.form, site, request, format);
    const running = new Running((progress) => tool.run(about, format, progress));
    tool.prepare(about, format);
    // programs that read other formats want the right status more than a sign of life
    const ran = await running.within(isPage(format) ? site.patience : Infinity);
    if (!ran)
      return respondLater(running, site, {
        what: tool.what,
        start: tool.pageStart(about),
        finish: (result, ms) => tool.pageAnswer(about, result, ms),
        ...(tool.headers ? { headers: tool.headers } : {}),
      });
    if (ran.ok) return tool.answer(format, about, ran.result, running.elapsed);
    if (isPage(format)) return respondRefused(ran, site, about.change);
    const { type, errors } = tool.errorsIn(format);
    return respond(ran.status, type, errors([{ message: ran.message }]));
  });
}
