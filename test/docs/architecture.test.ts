import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

describe('docs/architecture.md', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');

  it('tells what every folder of lib/ is for', () => {
    assert.deepEqual(
      readdirSync('lib').filter((folder) => !page.includes(`\`${folder}\``) && !page.includes(`\`lib/${folder}/\``)),
      [],
    );
  });

  it('tells why every package is there', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string, // the keys that npm gives it
      Record<string, string>
    >;
    const packages = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
    assert.ok(packages.length > 0);
    assert.deepEqual(
      packages.filter((name) => !page.includes(`\`${name}\``)),
      [],
    );
  });
});
