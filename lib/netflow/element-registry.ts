/** Finds information elements by number, the reverse ones of biflows among them. */
import { builtInElements } from './elements.js';
import type { Element, Owner } from './element-table.js';

/** The enterprise number whose elements are IANA's, told of the other direction (RFC 5103 section 6.1). */
export const REVERSE_ENTERPRISE = 29305;

/** What protocol a number comes from: in v9 all 16 bits are the field type, and no enterprise is named. */
export type Dialect = 'v9' | 'ipfix';

export class ElementRegistry {
  readonly #elements = new Map<Owner, Map<number, Element>>();

  /** @param additions what a site has added; wins where a number is built in */
  constructor(additions: readonly Element[] = []) {
    for (const element of [...builtInElements(), ...additions]) {
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

  /** Names that resemble one that nobody knows, the most alike first: what is typed may be a part of a name, or have letters too many. */
  similar(name: string, most: number): string[] {
    const wanted = name.toLowerCase();
    const found = new Map<string, number>();
    for (const elements of this.#elements.values())
      for (const element of elements.values()) {
        const known = element.name.toLowerCase();
        const isPart = wanted.length > 2 && (known.includes(wanted) || wanted.includes(known));
        const far = isPart ? 0 : distance(known, wanted);
        if (far <= wanted.length / 3) found.set(element.name, far);
      }
    const lengthens = (text: string): number => Math.abs(text.length - name.length);
    return [...found]
      .sort(([one, near], [other, far]) => near - far || lengthens(one) - lengthens(other))
      .slice(0, most)
      .map(([known]) => known);
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

/** Letters to change, leave out or put in to make one text the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at++) {
    const next = [at + 1];
    for (let index = 0; index < other.length; index++)
      next.push(Math.min(row[index + 1]! + 1, next[index]! + 1, row[index]! + (one[at] === other[index] ? 0 : 1)));
    row = next;
  }
  return row[other.length]!;
}
