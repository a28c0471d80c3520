/** The Debian package: built, looked at, and installed by dpkg over a copy of this system that is thrown away. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servingUser } from './apache.js';

const ROOT = join(import.meta.dirname, '../../..');

function run(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { status, text: stdout, said: stdout + stderr };
}
function done(command: string, ...argv: string[]): string {
  const { status, text, said } = run(command, argv);
  assert.equal(status, 0, `${command} ${argv.join(' ')}: ${said}`);
  return text;
}

/** This system with changes that end with the name space. */
const OVER = String.raw`set -e
mount -t tmpfs tmpfs "$FOLDER"
mkdir "$FOLDER/u" "$FOLDER/w" "$FOLDER/m"
mount -t overlay overlay -o "lowerdir=/,upperdir=$FOLDER/u,workdir=$FOLDER/w" "$FOLDER/m"
ip link set lo up
`;

/**
 * In a mount, process and network name space of its own: what is below FOLDER/m is this system with changes that end with it,
 * without npm and without the source tree. Each step begins with a line "== NAME".
 */
const INSIDE = String.raw`
${OVER}cp "$PACKAGE" "$FOLDER/m/root/flowviewer.deb"
cp "$NODE" "$FOLDER/m/usr/bin/.node" && mv "$FOLDER/m/usr/bin/.node" "$FOLDER/m/usr/bin/node"
mount -t proc proc "$FOLDER/m/proc"
mount --rbind /dev "$FOLDER/m/dev"
for hidden in tmp run "$SOURCE"; do mkdir -p "$FOLDER/m/$hidden"; mount -t tmpfs tmpfs "$FOLDER/m/$hidden"; done
chmod 1777 "$FOLDER/m/tmp"; mkdir -p "$FOLDER/m/run/lock"
exec chroot "$FOLDER/m" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 sh -c '
rm -f /usr/bin/npm /usr/bin/npx /usr/local/bin/npm /usr/local/bin/npx /usr/sbin/policy-rc.d
rm -rf /etc/flowviewer /etc/flow-tools /var/flows /var/lib/flowviewer /var/cache/flowviewer /var/log/flowviewer
echo "== install"; dpkg --force-depends -i /root/flowviewer.deb 2>&1; echo "status $?"
echo "== users"; stat -c "%n %U:%G %a" /var/flows /var/lib/flowviewer /var/log/flowviewer
echo "== boot"; ls /etc/rc2.d | grep -E "flow-capture|FlowTracker"
echo "== daemons"; /etc/init.d/FlowTracker start 2>&1; /etc/init.d/FlowTracker status
echo "== page"; apache2ctl start 2>&1
fetch="const get = async (tries) => { try { const answer = await fetch(process.argv[1]); console.log(answer.status, (await answer.text()).replaceAll(/\s+/g, String.fromCharCode(32))); } catch (error) { if (tries === 0) throw error; setTimeout(get, 200, tries - 1); } }; get(100);"
for page in cgi-bin/FlowViewer/FlowViewer.cgi FlowViewer/FlowViewer.css cgi-bin/FlowViewer/FlowTracker.cgi; do
  node -e "$fetch" "http://127.0.0.1/$page"
done
echo "== commands"; flow-gen -n 7 | flow-stat -f 0 | grep "Total Flows"; flowviewer-config check 2>&1
echo "== remove"; echo "# mine" >>/etc/flow-tools/flow-capture.conf; touch /var/lib/flowviewer/mine
dpkg -r flowviewer 2>&1; ls /usr/lib/flowviewer 2>&1; ls /etc/flow-tools /var/lib/flowviewer; ps ax | grep -c "[F]lowTracker_" || true
echo "== purge"; dpkg -P flowviewer 2>&1; ls /var/lib/flowviewer; ls /etc/apache2/conf-enabled
echo "== end"
'`;

describe('the Debian package', function () {
  this.timeout(300_000);
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowviewer-package-'));
    const { status, said } = run('scripts/package', [], { PACKAGE_COMPRESSION: 'none' });
    assert.equal(status, 0, said);
    const [name = ''] = readdirSync(join(ROOT, 'build')).filter((each) => /^flowviewer_.*\.deb$/.test(each));
    file = join(ROOT, 'build', name);
  });
  after(() => {
    rmSync(folder, { recursive: true });
    rmSync(file, { force: true });
  });

  it('holds the whole program as root has it, writable for nobody else, and nothing for developers', () => {
    const lines = done('dpkg-deb', '-c', file).trimEnd().split('\n');
    const paths = new Set<string>();
    for (const line of lines) {
      const [, mode = '', owner = '', path = ''] = /^(\S+) (\S+) +\d+ \S+ \S+ \.(\/\S*)/.exec(line) ?? [];
      assert.equal(owner, 'root/root', line);
      // d rwx rwx rwx: neither group nor others write, and nothing runs as somebody else
      if (!mode.startsWith('l')) assert.match(mode, /^[dh-]rw[x-]r-[x-]r-[x-]$/, line);
      paths.add(path);
    }
    for (const path of [
      '/usr/bin/flow-capture',
      '/usr/bin/flow-cat',
      '/usr/lib/cgi-bin/FlowViewer/FlowViewer.cgi',
      '/usr/share/man/man1/flow-capture.1',
      '/etc/init.d/flow-capture',
      '/etc/apache2/conf-available/flowviewer.conf',
      '/etc/logrotate.d/flowviewer',
    ])
      assert.ok(paths.has(path), path);
    const compiled = /\/bundle\/cgi-bin\/FlowViewer_Main\.v[\d.]+-.*\.cache$/;
    assert.ok(
      [...paths].some((path) => compiled.test(path)),
      'what V8 made of the programs',
    );
    const dev = [...paths].filter((path) =>
      /node_modules\/(typescript|eslint|mocha|playwright-core|esbuild)\//.test(path),
    );
    assert.deepEqual(dev, []);
  });

  it('asks for what it needs of Debian, and calls every file of /etc configuration', () => {
    const depends = done('dpkg-deb', '-f', file, 'Depends').trim().split(', ');
    for (const need of ['nodejs (>= 20)', 'apache2 | httpd-cgi', 'rrdtool', 'libc6'])
      assert.ok(depends.includes(need), need);
    assert.match(done('dpkg-deb', '-f', file, 'Conflicts'), /^flow-tools$/m);
    done('dpkg-deb', '-e', file, join(folder, 'control'));
    done('dpkg-deb', '-x', file, join(folder, 'tree'));
    const below = done('find', join(folder, 'tree/etc'), '-type', 'f').trim().split('\n').sort();
    const listed = done('cat', join(folder, 'control/conffiles')).trim().split('\n').sort();
    assert.deepEqual(
      listed,
      below.map((path) => path.slice(join(folder, 'tree').length)),
    );
    for (const script of ['postinst', 'prerm', 'postrm']) done('dash', '-n', join(folder, 'control', script));
    // every compiled module finds its libraries, and each library is in a package that is asked for, or comes along
    const modules = done('find', join(folder, 'tree'), '-name', '*.node').trim().split('\n');
    assert.ok(modules.length >= 3, modules.join());
    for (const module of modules.filter((path) => !path.includes('musl')))
      assert.doesNotMatch(done('ldd', module), /not found/, module);
    rmSync(join(folder, 'tree'), { recursive: true });
  });

  it('is installed by dpkg, serves pages without npm, and goes leaving data alone', function () {
    const apart = ['--mount', '--pid', '--net', '--fork', '--kill-child'];
    const env = { FOLDER: folder, PACKAGE: file, NODE: process.execPath, SOURCE: ROOT };
    const may = servingUser() && run('unshare', [...apart, 'sh', '-c', OVER], env).status === 0;
    if (!may) this.skip(); // takes root, a system that lets it mount, and ip of iproute2
    const { status, said } = run('unshare', [...apart, 'sh', '-c', INSIDE], env);
    const steps = new Map(
      said
        .split(/^== /m)
        .map((step): [string, string] => [step.split('\n')[0] ?? '', step.slice(step.indexOf('\n') + 1)]),
    );
    const step = (name: string): string => steps.get(name) ?? assert.fail(`no step ${name}: ${status ?? ''}\n${said}`);
    assert.match(step('install'), /status 0\n$/);
    assert.match(step('users'), /^\/var\/flows flowviewer:www-data 2750$/m);
    assert.match(step('users'), /^\/var\/lib\/flowviewer www-data:www-data 2770$/m);
    assert.match(step('boot'), /^S\d+FlowTracker\n?S\d+flow-capture$/m);
    assert.equal(step('daemons').match(/^FlowTracker_\w+: runs, process \d+$/gm)?.length, 2, step('daemons'));
    const pages = step('page');
    assert.equal(pages.match(/^200 /gm)?.length, 3, said);
    assert.match(pages, /<title>FlowViewer/);
    assert.match(step('commands'), /Total Flows +: 7\b/);
    const removed = step('remove');
    assert.match(removed, /flowviewer': No such file|cannot access '\/usr\/lib\/flowviewer'/);
    assert.match(removed, /^flow-capture\.conf$/m);
    assert.match(removed, /^mine$/m);
    assert.match(removed, /^0$/m, 'daemons have ended');
    assert.match(step('purge'), /^mine$/m);
    assert.doesNotMatch(step('purge'), /flowviewer\.conf/);
    assert.ok(steps.has('end'), said);
  });
});
