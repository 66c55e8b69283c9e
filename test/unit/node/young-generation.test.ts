import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = pathToFileURL(path.resolve('dist/node/young-generation.js')).href;
/** Objects that live for a while, and then how much V8 has set aside for new ones, in MiB. */
const SCRIPT = `
import { getHeapSpaceStatistics } from 'node:v8';
if (process.argv[1] === 'small') (await import('${MODULE}')).keepYoungGenerationSmall();
let kept = [];
for (let i = 0; i < 1.2e6; i++) { kept.push({ i }); if (kept.length > 2e5) kept = []; }
const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
console.log(space.space_size / 2 ** 20);
`;
const newSpaceMiB = (size: 'small' | 'default', flags: string[] = []): number =>
  Number(
    spawnSync(process.execPath, [...flags, '--input-type=module', '-e', SCRIPT, size], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    }).stdout,
  );

describe('keepYoungGenerationSmall', () => {
  it('keeps the space for new objects as small as at the start, but not where a size is stated', () => {
    const [small, stated, default_] = [
      newSpaceMiB('small'),
      newSpaceMiB('small', ['--max-semi-space-size=8']),
      newSpaceMiB('default'),
    ];
    expect(small).toBeGreaterThan(0);
    expect(small).toBeLessThanOrEqual(2);
    expect(stated).toBeGreaterThan(8);
    expect(default_).toBeGreaterThan(8);
  });
});
