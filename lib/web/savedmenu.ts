/** The list of saved reports at the foot of every page. */
import type { Configuration } from '../config/configuration.js';
import { DirectoryError } from '../config/own-directory.js';
import { SavedReports } from '../save/saved-report.js';
import { momentText } from './format.js';

export interface SavedMenu {
  readonly reports: readonly { readonly name: string; readonly when: string; readonly href: string }[];
  /** Address of the page that manages all; empty where the foot shows no lists. */
  readonly manage: string;
}

/** Older ones are on the page that manages all. */
const MOST = 12;

/** A directory that cannot be read leaves the list empty; the page that manages what is saved says why. */
export function savedMenu(configuration: Configuration): SavedMenu {
  const { use_bottom_pulldowns, cgi_bin_short, date_format } = configuration;
  if (!use_bottom_pulldowns) return { reports: [], manage: '' };
  const manage = `${cgi_bin_short}/FlowViewer_SaveManage.cgi`;
  try {
    const reports = new SavedReports(configuration).list(MOST).map(({ id, name, saved }) => ({
      name,
      when: momentText(saved, date_format),
      href: `${cgi_bin_short}/FlowViewer_Replay.cgi?${new URLSearchParams({ report: id }).toString()}`,
    }));
    return { reports, manage };
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return { reports: [], manage };
  }
}
