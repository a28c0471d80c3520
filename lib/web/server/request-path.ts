/** The path of a request, taken apart before anything looks at a disk. */

export interface RequestPath {
  /** Decoded; none is empty, `.` or `..`, or holds a slash, a backslash or a control character. */
  readonly segments: readonly string[];
  /** Whether the path ended in a slash: it asks for a directory. */
  readonly directory: boolean;
  /** What follows the first `?`, still encoded; empty without one. */
  readonly query: string;
}

/** Characters that a name in a URL must not smuggle into a file name. */
const UNSAFE = /[/\\\u0000-\u001f\u007f]/; // eslint-disable-line no-control-regex

/**
 * @param target request target in origin form (RFC 9112 section 3.2.1), e.g. `/cgi-bin/FlowViewer.cgi?a=b`
 * @returns undefined for every other form, for bad percent encoding and for unsafe segments
 */
export function parseRequestPath(target: string): RequestPath | undefined {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  if (!path.startsWith('/') || path.includes('#')) return undefined;
  let segments: string[];
  try {
    segments = path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const directory = segments.at(-1) === '';
  if (directory) segments.pop();
  if (segments.some((name) => name === '' || name === '.' || name === '..' || UNSAFE.test(name))) return undefined;
  return { segments, directory, query: mark < 0 ? '' : target.slice(mark + 1) };
}
