import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { mutate, randomBytes, xorshift } from './random-bytes.js';
import { corpusOf, FUZZ_TARGETS } from './targets.js';

const SEED = Number(process.env.FUZZ_SEED ?? 20261128);

it('every target has its corpus, and every corpus its target', () => {
  const folders = readdirSync(new URL('./corpus/', import.meta.url));
  expect(folders.sort()).toEqual([...Object.keys(FUZZ_TARGETS), 'native'].sort());
});

describe.each(Object.keys(FUZZ_TARGETS))('%s', (name) => {
  const loaded = FUZZ_TARGETS[name]!();
  afterAll(async () => (await loaded).target.close?.());

  it(`takes its corpus and mutated inputs without a fault (FUZZ_SEED=${SEED})`, async () => {
    const { target } = await loaded;
    const kept = corpusOf(name);
    const seeds = await target.seeds();
    const attempt = async (bytes: Uint8Array, what: string): Promise<void> => {
      try {
        await target.run(bytes);
      } catch (cause) {
        const input = Buffer.from(bytes).toString('base64');
        throw new Error(`${what}, as base64 ${input}: ${(cause as Error).message}`, { cause });
      }
    };
    for (const [i, seed] of seeds.entries()) await attempt(seed, `seed ${i}`);
    for (const { file, bytes } of kept) await attempt(bytes, `corpus/${name}/${file}`);
    const random = xorshift(SEED);
    const inputs = [...seeds, ...kept.map(({ bytes }) => bytes)];
    const { suiteRuns = 800, maxBytes = 4096 } = target;
    for (let i = 0; i < suiteRuns; i++) {
      const base = inputs[random() % inputs.length]!;
      const bytes = i % 16 === 0 ? randomBytes(random, random() % 64) : mutate(random, mutate(random, base));
      await attempt(bytes.subarray(0, maxBytes), `input ${i} of seed ${SEED}`);
    }
  });
});
