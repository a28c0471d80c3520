/**
 * Keeps what V8 makes of a program when it compiles it, so that each start of the program does not compile it again: 30 ms
 * of a processor for a report. The cache lies beside the program, is made with it, and has a copy of it: a program that
 * differs from the copy in one octet is compiled as if there were none. V8 itself refuses a cache of another V8, of other
 * flags of it, or that is not whole; the cache's name keeps it to the very Node that made it.
 */
import { Buffer } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import v8 from 'node:v8';
import { Script } from 'node:vm';

/** What Node puts around a CommonJS module. */
const [HEAD, TAIL] = ['(function (exports, require, module, __filename, __dirname) {', '\n})'];

/** The Node that runs this; the size of its file tells two makes of a version apart. */
export const NODE = `${process.version}-${process.arch}-${statSync(process.execPath).size}`;

/** How the file ends that is a program without its start. */
export const PROGRAM = '.program.cjs';

/** @param program path of the file @returns path of its cache for this Node */
export function cachePath(program) {
  return program.slice(0, -PROGRAM.length) + `.${NODE}.cache`;
}

/**
 * The file that starts the program beside it, `X.cjs` for `X.program.cjs`. Where source maps are asked for Node loads the
 * program, because it reads the maps of modules only that it loads itself.
 */
export const START = `#!/usr/bin/env node
'use strict';
const { readFileSync, statSync } = require('node:fs');
const base = __filename.slice(0, -'.cjs'.length);
const program = base + ${JSON.stringify(PROGRAM)};
function compiled() {
  if (process.sourceMapsEnabled) return undefined;
  try {
    const { version, arch, execPath } = process;
    const cache = readFileSync(\`\${base}.\${version}-\${arch}-\${statSync(execPath).size}.cache\`);
    const text = readFileSync(program);
    const end = cache.length - text.length;
    if (end < 0 || !cache.subarray(end).equals(text)) return undefined;
    const { Script } = require('node:vm');
    const whole = ${JSON.stringify(HEAD)} + text.latin1Slice() + ${JSON.stringify(TAIL)};
    return new Script(whole, { filename: program, cachedData: cache.subarray(0, end) }).runInThisContext();
  } catch {
    return undefined;
  }
}
const start = compiled();
if (start) start.call(exports, exports, require, module, program, __dirname);
else require(program);
`;

/**
 * The cache of a program with all its functions, whether they are used or not: V8 alone would leave to each start most of
 * those that are.
 * @param program path of a file in ASCII
 * @returns {Buffer} what V8 made of it, and its text
 */
export function codeCache(program) {
  const text = readFileSync(program);
  if (text.some((octet) => octet > 127)) throw new Error(`${program} is not all ASCII`);
  v8.setFlagsFromString('--no-lazy');
  let script;
  try {
    script = new Script(HEAD + text.latin1Slice() + TAIL, { filename: program });
  } finally {
    v8.setFlagsFromString('--lazy'); // before the cache is made, which notes the flags
  }
  return Buffer.concat([script.createCachedData(), text]);
}
