/** A page with one form: a name for what is saved or renamed, or a last question before something is removed. */
import { LONGEST_NAME } from '../save/name.js';
import { guardForm, TOKEN_FIELD } from './csrf.js';
import { frame } from './frame.js';
import type { Request, Response, Site } from './http.js';
import { respondHtml } from './respond.js';
import { renderView } from './view.js';

export interface SaveForm {
  readonly title: string;
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  /** Absent where nothing is to be named. */
  readonly name?: { readonly value: string; readonly most: number };
  /** Why the form is shown again. */
  readonly error?: string;
  /** What it is about. */
  readonly about: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
  readonly submit: string;
  readonly cancel: string;
}

export interface SaveFormText extends Omit<SaveForm, 'action' | 'hidden' | 'name' | 'cancel'> {
  /** Address of the page to go back to; default: the list of what is saved. */
  readonly cancel?: string;
  /** File of the script that takes the form. */
  readonly script: string;
  /** What the form does; its token is good for nothing else. */
  readonly does: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly name?: string;
}

/** @param status of the page: of an error where the form is shown again */
export function respondSaveForm(text: SaveFormText, request: Request, site: Site, status = 200): Response {
  const { cgi_bin_short } = site.configuration;
  const { script, does, hidden, name, cancel = `${cgi_bin_short}/FlowViewer_SaveManage.cgi`, ...rest } = text;
  const { token, headers } = guardForm(request, site, does);
  const page: SaveForm = {
    ...rest,
    action: `${cgi_bin_short}/${script}`,
    hidden: Object.entries({ action: does, ...hidden, [TOKEN_FIELD]: token }).map(([field, value]) => ({
      name: field,
      value,
    })),
    ...(name === undefined ? {} : { name: { value: name, most: LONGEST_NAME } }),
    cancel,
  };
  const head = frame(text.title, site.configuration, site.now());
  return respondHtml(status, renderView('saveform', { frame: head, page }), headers);
}
