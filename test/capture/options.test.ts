import assert from 'node:assert/strict';
import { parseCaptureOptions, type CaptureOptions } from '../../lib/capture/options.js';

async function parse(line: string): Promise<CaptureOptions> {
  const options = await parseCaptureOptions(line.split(' '));
  assert.ok(options !== 'help');
  return options;
}

describe('options of flow-capture', () => {
  it('have the defaults of the original', async () => {
    const { listen, ...rest } = await parse('-w /tmp 0/0/9800');
    assert.equal(listen.port, 9800);
    assert.deepEqual(rest, {
      byteOrder: 'little',
      compression: -1,
      debug: 0,
      directory: '/tmp',
      keepFiles: 0,
      keepOctets: 0,
      nesting: 3,
      pidfile: '/var/run/flow-capture.pid',
      rotations: 95,
      run: 'daemon',
      statistics: 0,
      umask: 'usual',
    });
  });

  it('are all understood, the address before or after them', async () => {
    const line = '0/0/9800 -Du -b big -C text -d 1 -e 10 -E 1M -n 287 -N -2 -p pid -R ./run -S 5 -V 8.1 -w /tmp -z 0';
    const { listen, ...rest } = await parse(line);
    assert.equal(listen.port, 9800);
    assert.deepEqual(rest, {
      byteOrder: 'big',
      comment: 'text',
      compression: 0,
      debug: 1,
      directory: '/tmp',
      hook: './run',
      keepFiles: 10,
      keepOctets: 2 ** 20,
      nesting: -2,
      pidfile: 'pid',
      rotations: 287,
      run: 'foreground',
      statistics: 5,
      umask: 'inherit',
      version: '8.1',
    });
  });

  it('-p - and an empty -p write no pidfile', async () => {
    assert.equal((await parse('-w /tmp -p - 0')).pidfile, undefined);
    const empty = await parseCaptureOptions(['-w', '/tmp', '-p', '', '0']);
    assert.ok(empty !== 'help' && empty.pidfile === undefined);
  });

  it('-h asks for help, whatever else there is', async () => {
    assert.equal(await parseCaptureOptions(['-h']), 'help');
  });

  const refused: [line: string, message: RegExp][] = [
    ['-w /tmp', /Specify localip\/remoteip\/port\./],
    ['-w /tmp 0 1', /Extra arguments starting with 1\./],
    ['0/0/9800', /option -w/],
    ['-n 1440 -w /tmp 0', /-n takes a whole number from 0 to 1439, not "1440"/],
    ['-n 9x -w /tmp 0', /-n takes/],
    ['-N 4 -w /tmp 0', /-N takes one of -3, -2, -1, 0, 1, 2, 3, not "4"/],
    ['-z 10 -w /tmp 0', /-z takes/],
    ['-S 61 -w /tmp 0', /-S takes/],
    ['-E 1k -w /tmp 0', /-E takes a number with b, K, M, G/],
    ['-b middle -w /tmp 0', /-b takes big or little/],
    ['-V 8 -w /tmp 0', /-V takes one of 1, 5, .*8\.14, 1005, not "8"/],
    ['-V 9 -w /tmp 0', /-V takes/],
    ['-F name -w /tmp 0', /option -F \(filters\) is not supported yet/],
    ['-X name -w /tmp 0', /option -X \(translations\) is not supported yet/],
    ['-c 1 -w /tmp 0', /option -c \(TCP clients\) is not supported yet/],
    ['-A 1 -w /tmp 0', /invalid option -- 'A'/],
  ];
  for (const [line, message] of refused)
    it(`refuses ${line}`, () => assert.rejects(parseCaptureOptions(line.split(' ')), { code: 'usage', message }));
});
