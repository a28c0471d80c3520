/** Checks one value of the file against its row of the parameter table. */
import { isAbsolute } from 'node:path';
import type { Parameter, ParameterType } from './parameter.js';

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');

function isUrlPath(value: unknown): value is string {
  return isText(value) && /^\/[\w.~%/-]*$/.test(value) && !value.startsWith('//');
}

/** A name, an IPv4 address, or an IPv6 address in brackets; perhaps a port. */
const HOST = /^(?:[a-z\d](?:[a-z\d.-]{0,252})|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Colours as `#rrggbb`, at least one; the sharp may be left out, as the original's have none. */
function readColours(value: unknown): readonly string[] | undefined {
  const isColour = (item: unknown): item is string => isText(item) && /^#?[0-9a-f]{6}$/i.test(item);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isColour)) return undefined;
  return value.map((colour) => `#${colour.replace('#', '').toLowerCase()}`);
}

/** The value as the program uses it, or undefined where it does not fit the type. */
function read(type: ParameterType, value: unknown): Parameter['default'] | undefined {
  if (typeof type === 'object') {
    if ('oneOf' in type) return type.oneOf.find((allowed) => allowed === value);
    const { from, to } = 'number' in type ? type.number : type.integer;
    const isNumber = typeof value === 'number' && ('number' in type || Number.isInteger(value));
    return isNumber && value >= from && value <= to ? value : undefined;
  }
  switch (type) {
    case 'text':
      return isText(value) ? value : undefined;
    case 'colours':
      return readColours(value);
    case 'texts':
      return Array.isArray(value) && value.every(isText) ? value : undefined;
    case 'directory':
      return isText(value) && isAbsolute(value) ? value : undefined;
    case 'file':
      return isText(value) && (value === '' || isAbsolute(value)) ? value : undefined;
    case 'url path':
      return isUrlPath(value) ? value.replace(/\/+$/, '') : undefined;
    case 'host':
      return isText(value) && HOST.test(value) ? value : undefined;
    case 'colour':
      return isText(value) && /^(?:[\da-f]{6}|[\da-f]{8})$/i.test(value) ? value : undefined;
    case 'yes or no':
      return value === 'Y' ? true : value === 'N' ? false : typeof value === 'boolean' ? value : undefined;
  }
}

export const check = (parameter: Parameter, value: unknown): Parameter['default'] | undefined =>
  read(parameter.type, value);
