/** Definitions of groups: `.grp` files (reference section 6.3). */
import { DefinitionError } from './definition-error.js';
import { formatInputLines, oneLine, type InputLines } from './input-lines.js';
import type { Component, Group } from './tracking.js';

/** What `monitor_type` says of a group. */
export const GROUP_TYPE = 'Group';

const KNOWN: ReadonlySet<string> = new Set(['monitor_type', 'monitor_label', 'general_comment']);

/** `POSITION^LABEL^COLOUR`: a label may have the sign itself. */
function readComponent(line: string): Component | undefined {
  const [, position, label = '', colour = ''] = /^\s*(\d{1,6})\^(.*)\^([^^]*)$/.exec(line) ?? [];
  return position === undefined
    ? undefined
    : { position: Number(position), label: label.trim(), colour: colour.trim() };
}

/**
 * A group from the lines of its file; its components in their order, those above the axis first.
 * @param place the file, for errors
 * @throws DefinitionError `no-label`
 */
export function readGroup(
  { values, revisions, rest }: InputLines,
  { id, state, place }: Pick<Group, 'id' | 'state'> & { readonly place: string },
): Group {
  const label = values.get('monitor_label') ?? '';
  if (label === '')
    throw new DefinitionError('no-label', place, `${place} has no line "input: monitor_label: …" with a label.`);
  return {
    kind: 'group',
    id,
    state,
    label,
    comment: values.get('general_comment') ?? '',
    components: rest.flatMap((line) => readComponent(line) ?? []).sort((one, other) => one.position - other.position),
    revisions,
    others: [...values].filter(([key]) => !KNOWN.has(key)),
  };
}

/** The text of a group's file. */
export function formatGroup({ label, comment, components, others, revisions }: Group): string {
  const lines = components.map(
    ({ position, label: name, colour }) => `${position}^${oneLine(name)}^${oneLine(colour).replaceAll('^', '')}\n`,
  );
  const values: (readonly [string, string])[] = [
    ['monitor_label', label],
    ['monitor_type', GROUP_TYPE],
    ['general_comment', comment],
    ...others,
  ];
  return `${lines.join('')}\n${formatInputLines(values, revisions)}`;
}
