/** Addresses of FlowViewer 4: `?DASHBOARD^ACTION^ARGUMENT` (reference sections 1.3 to 1.5), from bookmarks and old pages. */

/** The arguments behind the dashboard; undefined where the address is not of that kind. */
export function caretArguments(query: URLSearchParams): string[] | undefined {
  const [[name = '', value = ''] = []] = query;
  if (!name.includes('^')) return undefined;
  const text = value === '' ? name : `${name}=${value}`;
  return text
    .split('^')
    .slice(1)
    .map((argument) => argument.replace(/^filter_hash=/, ''));
}

/** What a handle stands for: something in the save directory, or a work file that was never meant to last. */
export type Handle =
  | { readonly kind: 'filter'; readonly id: string }
  | { readonly kind: 'report'; readonly id: string }
  | { readonly kind: 'gone'; readonly sentence: string };

const PREFIX = 3;
/** `FlowMonitor_save_HHMMSSxx`: the directory of a snapshot. */
const SNAPSHOT_NAME = 25;

const GONE: Readonly<Record<string, string>> = {
  FV: 'a report that was not saved',
  FG: 'a graph that was not saved',
  FA: 'an analysis that was not saved',
  FM: 'a tracking while it was being made',
  FT: 'a tracking while it was being made',
  SC: 'a scan report that was not saved',
  MT: 'a tracking',
  TR: 'a tracking',
};

/** Reads a handle such as `FL_my_filter` or `SV_FlowViewer_save_101112AB`. */
export function readHandle(handle: string): Handle | undefined {
  const rest = handle.slice(PREFIX);
  switch (handle.slice(0, PREFIX)) {
    case 'FL_':
      return { kind: 'filter', id: `${rest}.svf` };
    case 'SF_':
      return { kind: 'filter', id: rest.endsWith('.svf') ? rest : `${rest}.svf` };
    case 'SV_':
      return { kind: 'report', id: rest.startsWith('FlowMonitor_') ? rest.slice(0, SNAPSHOT_NAME) : rest };
    case 'PV_':
      return { kind: 'report', id: rest };
    default: {
      const what = GONE[handle.slice(0, PREFIX - 1)];
      if (what === undefined || handle[PREFIX - 1] !== '_') return undefined;
      return {
        kind: 'gone',
        sentence: `This address of an older FlowViewer stands for ${what}: ask again in the form.`,
      };
    }
  }
}
