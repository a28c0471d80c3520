/** flow-gen: made-up records (reference section 5.15). */
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { programName } from '../command/run.js';
import type { FieldName } from '../flow/field.js';
import { recordLayout } from '../flow/layout.js';
import type { ExportVersion } from '../flow/version.js';
import { openFlowStream } from '../ftfile/writer.js';
import { lastValue, OUTPUT_OPTIONS, outputOptions } from './output-options.js';
import { RecordBuilder } from './record-builder.js';
import { Speed, SPEED_OPTION } from './speed.js';
import { versionOption } from './version-option.js';

export const GEN_SYNTAX: CommandSyntax = {
  purpose: 'make up flows for tests',
  options: {
    b: OUTPUT_OPTIONS.b,
    d: SPEED_OPTION,
    n: { value: 'flows', text: 'How many (default 1000).' },
    V: {
      value: 'version',
      text: 'Export version of the flows: 1, 5 (default), 6, 7, 1005, 1009 (extended), or 8.1 to 8.14.',
    },
    z: OUTPUT_OPTIONS.z,
  },
};

type Series = readonly [start: number, step: number];
type Recipe = Readonly<Partial<Record<FieldName, Series>>>;

/** Fields that grow in every version that has them; the others are 0 unless a version says otherwise. */
const EVERYWHERE: Recipe = {
  dflows: [2, 2],
  dpkts: [1, 1],
  doctets: [1, 1],
  first: [0, 1],
  last: [0xffff0000, 1],
  srcaddr: [0, 1],
  dstaddr: [0xffff0000, 1],
  srcport: [0, 1],
  dstport: [0xff00, 1],
  input: [0, 1],
  output: [0xff00, 1],
  src_as: [0, 1],
  dst_as: [0xff00, 1],
};

const UDP: Series = [17, 0];
const COUNTS: Series = [0, 1];
const V8: Recipe = {
  tos: COUNTS,
  src_mask: COUNTS,
  dst_mask: COUNTS,
  extra_pkts: COUNTS,
  marked_tos: [255, 1],
  router_sc: [0, 2],
};
const HOST: Series = [0x8092c500, 1];

const OF_VERSION: Readonly<Partial<Record<ExportVersion, Recipe>>> = {
  '1': { prot: UDP },
  '5': { prot: UDP, tos: COUNTS },
  '6': { prot: UDP, in_encaps: COUNTS, out_encaps: [0x80, 1], peer_nexthop: COUNTS },
  '7': { prot: UDP, router_sc: COUNTS },
  '8.4': { dstaddr: COUNTS, output: COUNTS, dst_as: COUNTS },
  '8.8': { dstport: COUNTS, prot: COUNTS },
  '8.12': { dstaddr: COUNTS, output: COUNTS, dst_as: COUNTS },
  '8.14': { prot: COUNTS },
  '1005': { prot: UDP, tos: COUNTS, dstaddr: HOST, nexthop: HOST, src_tag: COUNTS, dst_tag: [0xff, 1] },
};

/** @returns the exit status */
export async function flowGen(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, GEN_SYNTAX);
  const speed = new Speed(parsed);
  const { byteOrder, level } = outputOptions(parsed);
  const version = versionOption('V', lastValue(parsed, 'V') ?? '5');
  const count = numberOption('n', lastValue(parsed, 'n') ?? '1000', 0, 2 ** 32 - 1);
  const layout = recordLayout(version);
  const recipe: Recipe = { ...EVERYWHERE, ...(version.startsWith('8.') && V8), ...OF_VERSION[version] };
  const fields = [...layout.slots.keys()].flatMap((field) => {
    const [start, step] = recipe[field] ?? [0, 0];
    return start === 0 && step === 0 ? [] : [{ field, start, step }];
  });
  const header = { hostname: programName(), comment: programName() };
  const writer = await openFlowStream(process.stdout, { version, byteOrder, level, header });
  const builder = new RecordBuilder(layout);
  for (let index = 0; index < count; index++) {
    for (const { field, start, step } of fields) builder.set(field, start + step * index);
    const batch = builder.next();
    if (batch) await writer.append(batch);
  }
  const rest = builder.flush();
  if (rest) await writer.append(rest);
  await writer.close();
  speed.tell(writer.flows);
  return 0;
}
