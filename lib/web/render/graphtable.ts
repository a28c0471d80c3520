/** A graph as rows: one for each bucket, with the parts that it is split into and the values it is compared with. */
import type { GraphAnswer } from '../../graph/graphanswer.js';
import { bucketStart } from '../../graph/series.js';
import type { Column } from '../../report/column.js';
import type { Row } from '../../report/answer.js';
import type { Table } from './namecolumns.js';

/** @param parted whether the parts have columns here */
export function graphTable(answer: GraphAnswer): Table {
  const { question, values, parts = [], compare } = answer;
  const { type, buckets, split } = question;
  const unit = type.unit;
  const columns: Column[] = [
    { key: 'bucket_start', title: 'Start', kind: 'time' },
    { key: 'value', title: type.label, kind: 'rate', unit },
    ...(compare ? [{ key: 'earlier', title: question.compare?.label ?? '', kind: 'rate', unit } as const] : []),
    ...parts.map(({ value }): Column => {
      const key = value === null ? 'others' : `${split?.by.value ?? 'part'}_${value}`;
      return { key, title: value === null ? 'All Others' : String(value), kind: 'rate', unit };
    }),
  ];
  const rows = Array.from(values, (value, index): Row => {
    const earlier = compare ? [compare.values[index] ?? 0] : [];
    return [bucketStart(buckets, index), value, ...earlier, ...parts.map((part) => part.values[index] ?? 0)];
  });
  return { columns, rows };
}
