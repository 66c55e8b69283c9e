import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLc } from '../../../../src/core/file/lc-file.js';
import { LC_CASES } from '../../../vectors/lc-cases.js';

/** Frozen, as `packets-v1.json` is. */
const golden = JSON.parse(readFileSync(new URL('../../../vectors/lc-v1.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

describe('.lc version 1', () => {
  it('has golden bytes for every case', () => {
    expect(Object.keys(golden)).toEqual(Object.keys(LC_CASES));
  });

  it.each(Object.entries(golden))('%s is written and read as frozen', (name, hex) => {
    expect(Buffer.from(LC_CASES[name]!).toString('hex')).toBe(hex);
    expect(readLc(Uint8Array.from(Buffer.from(hex, 'hex'))).damage).toEqual([]);
  });
});
