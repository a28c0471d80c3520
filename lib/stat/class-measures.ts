/** The number of records in each class of the distributions that flow-stat and flow-report print. */
import type { Filter } from '../query/filter.js';
import type { Measure } from '../query/query.js';
import { DISTRIBUTIONS, distributionClasses } from '../report/distribution.js';

/** Records without packets are told or counted, and otherwise left out. */
export const WITH_PACKETS: Filter = { kind: 'compare', field: 'dpkts', op: 'gt', value: 0 };

/** One measure for each class, under the class's own key. */
export function classMeasures(): Measure[] {
  return DISTRIBUTIONS.flatMap((distribution) =>
    distributionClasses(distribution).map(({ as, range }): Measure => {
      const inClass: Filter = { kind: 'in', field: distribution.quantity, ranges: [range] };
      return { measure: 'records', as, filter: { kind: 'and', of: [WITH_PACKETS, inClass] } };
    }),
  );
}
