/** Lists of named interfaces, to include and to exclude. */
import { namedInterfaces } from '../report/nametables.js';
import type { Devices } from './devices.js';
import type { FieldView } from './fieldview.js';

/** More names than this are offered only of the device that is chosen. */
const MOST_INTERFACES = 400;

/** Reference section 2.6: for each device or exporter its named interfaces, to include and to exclude. */
export function interfaceGroups(owners: readonly string[], { interfaces }: Devices): FieldView['groups'] {
  const named = namedInterfaces(interfaces ?? new Map<string, string>());
  const count = [...named.values()].reduce((sum, own) => sum + own.length, 0);
  const shown = [...named].filter(
    ([owner]) => owners.includes(owner) || (owners.length === 0 && count <= MOST_INTERFACES),
  );
  return [
    { title: 'Include', sign: '' },
    { title: 'Exclude', sign: '-' },
  ].flatMap(({ title, sign }) =>
    shown.map(([owner, own]) => ({
      label: `${title}, ${owner}`,
      choices: own.map(({ index, name }) => ({ value: sign + String(index), label: `${index} ${name}` })),
    })),
  );
}

export function interfaceField(name: 'sif_name' | 'dif_name', label: string, groups: FieldView['groups']): FieldView {
  return {
    name,
    id: `f-${name}`,
    label,
    value: '',
    choices: [{ value: '', label: '–' }],
    ...(groups ? { groups } : {}),
  };
}
