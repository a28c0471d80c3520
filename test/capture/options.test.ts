import assert from 'node:assert/strict';
import { parseCaptureOptions, type CaptureOptions } from '../../lib/capture/options.js';

const parse = (line: string): Promise<CaptureOptions> => parseCaptureOptions(line.split(' '));

describe('options of flow-capture', () => {
  it('have the defaults of the original', async () => {
    const { listen, ...rest } = await parse('-w /tmp 0/0/9800');
    assert.equal(listen.port, 9800);
    assert.deepEqual(rest, {
      clients: 0,
      debug: 0,
      directory: '/tmp',
      keepFiles: 0,
      keepOctets: 0,
      nesting: 3,
      output: { byteOrder: 'little', level: 6 },
      pidfile: '/var/run/flow-capture.pid',
      rotations: 95,
      run: 'daemon',
      statistics: 0,
      twins: 'auto',
      umask: 'usual',
    });
  });

  it('are all understood, the address before or after them', async () => {
    const line =
      '0/0/9800 -Du -b big -c 3 -C text -d 1 -e 10 -E 1M -n 287 -N -2 -p pid -P yes -R ./run -S 5 -V 8.1 -w /tmp -z 0';
    const { listen, ...rest } = await parse(line);
    assert.equal(listen.port, 9800);
    assert.deepEqual(rest, {
      clients: 3,
      debug: 1,
      directory: '/tmp',
      hook: './run',
      keepFiles: 10,
      keepOctets: 2 ** 20,
      nesting: -2,
      output: { byteOrder: 'big', comment: 'text', level: 0 },
      pidfile: 'pid',
      rotations: 287,
      run: 'foreground',
      statistics: 5,
      twins: 'yes',
      umask: 'inherit',
      version: '8.1',
    });
  });

  it('name what is done to the records, with the version that tags take', async () => {
    const line = '-f f.cfg -F keep -T tags -x x.cfg -X hide -v A=1 -v B=2=3 -w /tmp 0';
    const { refinement, version } = await parse(line);
    assert.equal(version, '1005');
    assert.deepEqual(refinement, {
      filter: { file: 'f.cfg', definition: 'keep' },
      tag: { definition: 'tags' },
      xlate: { file: 'x.cfg', definition: 'hide' },
      variables: new Map([
        ['A', '1'],
        ['B', '2=3'],
      ]),
    });
    assert.equal((await parse('-f f.cfg -t t.cfg -x x.cfg -v A=1 -w /tmp 0')).refinement, undefined);
  });

  it('-p - and an empty -p write no pidfile', async () => {
    assert.equal((await parse('-w /tmp -p - 0')).pidfile, undefined);
    const empty = await parseCaptureOptions(['-w', '/tmp', '-p', '', '0']);
    assert.equal(empty.pidfile, undefined);
  });

  it('refuses a comment that no header holds', async () => {
    const message = /-C: at most 8192 octets/;
    await assert.rejects(parseCaptureOptions(['-C', 'x'.repeat(8193), '-w', '/tmp', '0']), { message });
  });

  const refused: [line: string, message: RegExp][] = [
    ['-w /tmp', /Specify localip\/remoteip\/port\./],
    ['-w /tmp 0 1', /Extra arguments starting with 1\./],
    ['0/0/9800', /option -w/],
    ['-n 1440 -w /tmp 0', /-n 1440: it must be a whole number from 0 to 1439/],
    ['-n 9x -w /tmp 0', /-n 9x: it must/],
    ['-N 4 -w /tmp 0', /-N 4: it must be one of -3, -2, -1, 0, 1, 2, 3/],
    ['-z 10 -w /tmp 0', /-z 10: it must/],
    ['-S 61 -w /tmp 0', /-S 61: it must/],
    ['-E 1k -w /tmp 0', /-E 1k: it must be a number with b, K, M, G/],
    ['-b middle -w /tmp 0', /-b middle: it must be big or little/],
    ['-V 8 -w /tmp 0', /-V 8: unsupported version; there are 1, 5, .*8\.14, 1005/],
    ['-V 9 -w /tmp 0', /-V 9: unsupported version/],
    ['-c 257 -w /tmp 0', /-c 257: it must be a whole number from 0 to 256/],
    ['-T name -V 5 -w /tmp 0', /-V 5: with -T it must be 1005/],
    ['-F name -v =x -w /tmp 0', /-v =x: it must be NAME=VALUE/],
  ];
  for (const [line, message] of refused)
    it(`refuses ${line}`, () => assert.rejects(parseCaptureOptions(line.split(' ')), { status: 1, message }));
});
