/** The tools: what each is for, and whether this installation has it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Configuration } from '../config/configuration.js';

export interface ToolPage {
  readonly title: string;
  /** Its form, a script of cgi-bin. */
  readonly script: `${string}.cgi`;
  /** Script that answers a filter at once; without one the form takes it. */
  readonly answer?: `${string}.cgi`;
  /** What it does, a sentence. */
  readonly text: string;
}

const TOOL_PAGES: readonly ToolPage[] = [
  {
    title: 'FlowViewer',
    script: 'FlowViewer.cgi',
    text: 'Text reports: who talked to whom, by which ports, protocols, interfaces and networks, and every single flow.',
  },
  {
    title: 'FlowGrapher',
    script: 'FlowGrapher.cgi',
    answer: 'FlowGrapher_Main.cgi',
    text: 'Graphs: traffic over time, down to the second, with the largest flows below.',
  },
  {
    title: 'FlowTracker',
    script: 'FlowTracker.cgi',
    text: 'Trackings: filtered traffic followed for years, with mail when it leaves its bounds.',
  },
];

/** The scripts of this version stand beside lib/. */
function isPresent({ script }: ToolPage): boolean {
  return existsSync(fileURLToPath(new URL(`../../cgi-bin/${script}`, import.meta.url)));
}

/** Each page asks several times, and no tool comes while a process runs. */
let present: readonly ToolPage[] | undefined;

/** A tool that is there, with its address. */
export interface PresentTool extends ToolPage {
  readonly href: string;
  /** Where a filter is handed to. */
  readonly takesFilter: string;
}

/** The tools of this installation. */
export function presentTools({ cgi_bin_short }: Pick<Configuration, 'cgi_bin_short'>): PresentTool[] {
  present ??= TOOL_PAGES.filter(isPresent);
  return present.map((tool) => ({
    ...tool,
    href: `${cgi_bin_short}/${tool.script}`,
    takesFilter: `${cgi_bin_short}/${tool.answer ?? tool.script}`,
  }));
}
