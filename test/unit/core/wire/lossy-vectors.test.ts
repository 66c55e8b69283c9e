import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOSSY_CASES } from '../../../vectors/lossy-cases.js';

/** Frozen: a file of this name never changes. */
const golden = JSON.parse(readFileSync(new URL('../../../vectors/lossy-v1.json', import.meta.url), 'utf8')) as {
  messages: Record<string, string>;
};

describe('messages of lossy links, version 1', () => {
  it('have golden bytes for every case', () => {
    expect(Object.keys(golden.messages)).toEqual(Object.keys(LOSSY_CASES));
  });

  it.each(Object.entries(LOSSY_CASES))('%s is written and read as frozen', (name, { value, encode, parse }) => {
    const hex = golden.messages[name]!;
    expect(Buffer.from(encode()).toString('hex')).toBe(hex);
    expect(parse(Uint8Array.from(Buffer.from(hex, 'hex')))).toEqual(value);
  });
});
