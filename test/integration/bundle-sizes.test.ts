import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly gzipped: number;
  readonly inputs: readonly string[];
}

const SCRIPT = new URL('../../scripts/bundle-sizes.mjs', import.meta.url).href;
const DOC = readFileSync(new URL('../../docs/plugin.md', import.meta.url), 'utf8');

describe('what a bundle takes of the package', () => {
  let sizes: BundleSize[];
  beforeAll(async () => {
    const script = (await import(SCRIPT)) as { bundleSizes(): Promise<BundleSize[]> };
    sizes = await script.bundleSizes();
  });

  it('is as docs/plugin.md states, to a tenth or 2 kB', () => {
    const stated = new Map(
      [...DOC.matchAll(/^\| (.+?) \| (\d+) kB \| (\d+) kB \|$/gm)].map(([, name, ...kB]) => [name, kB]),
    );
    expect([...stated.keys()]).toEqual(sizes.map(({ name }) => name));
    for (const { name, bytes, gzipped } of sizes)
      for (const [i, size] of [bytes, gzipped].entries()) {
        const kB = Number(stated.get(name)![i]);
        expect(Math.abs(size / 1000 - kB), `${name}: ${size} bytes`).toBeLessThanOrEqual(Math.max(2, 0.1 * kB));
      }
  });

  it('is no relay, no session and no transport where a stream or a codec class alone is imported', () => {
    const alone = sizes.filter(({ name }) => /Stream|Audio/.test(name));
    expect(alone.length).toBe(4);
    for (const { inputs } of alone)
      expect(inputs.filter((path) => /dist\/(relay|session|transports|stream|live|browser|node)\//.test(path))).toEqual(
        [],
      );
  });
});
