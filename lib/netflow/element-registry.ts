/** Finds information elements by number, the reverse ones of biflows among them. */
import { ELEMENTS } from './elements.js';
import type { Element, Owner } from './element-table.js';

/** The enterprise number whose elements are IANA's, told of the other direction (RFC 5103 section 6.1). */
export const REVERSE_ENTERPRISE = 29305;

/** What protocol a number comes from: in v9 all 16 bits are the field type, and no enterprise is named. */
export type Dialect = 'v9' | 'ipfix';

export class ElementRegistry {
  readonly #elements = new Map<Owner, Map<number, Element>>();

  /** @param additions what a site has added; wins where a number is built in */
  constructor(additions: readonly Element[] = []) {
    for (const element of [...ELEMENTS, ...additions]) {
      const { owner, id } = element;
      let ofOwner = this.#elements.get(owner);
      if (!ofOwner) this.#elements.set(owner, (ofOwner = new Map<number, Element>()));
      ofOwner.set(id, element);
    }
  }

  /** The elements of a name, whatever the case of its letters; those of biflows, too. */
  named(name: string): Element[] {
    const wanted = name.toLowerCase();
    const found: Element[] = [];
    for (const [owner, elements] of this.#elements)
      for (const element of elements.values()) {
        if (element.name.toLowerCase() === wanted) found.push(element);
        const back = owner === 'iana' && wanted.startsWith('reverse') ? reversed(element) : undefined;
        if (back?.name.toLowerCase() === wanted) found.push(back);
      }
    return found;
  }

  /**
   * The element, undefined if it is not known.
   * @param enterprise 0 for IANA's
   */
  find(dialect: Dialect, enterprise: number, id: number): Element | undefined {
    if (enterprise === REVERSE_ENTERPRISE) return reversed(this.#elements.get('iana')?.get(id));
    if (enterprise !== 0) return this.#elements.get(enterprise)?.get(id);
    const own = dialect === 'v9' ? this.#elements.get('v9')?.get(id) : undefined;
    return own ?? this.#elements.get('iana')?.get(id);
  }
}

function reversed(element: Element | undefined): Element | undefined {
  if (!element) return undefined;
  const { fill, name } = element;
  return {
    ...element,
    owner: REVERSE_ENTERPRISE,
    name: `reverse${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ...(fill && { fill: { ...fill, way: 'reverse' as const } }),
  };
}
