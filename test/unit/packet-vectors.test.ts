import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodePacket, parsePacket } from '../../src/core/packet.js';
import { PACKET_CASES } from '../vectors/packet-cases.js';

/** Frozen: a file of this name never changes; a new wire version gets a new one. */
const golden = JSON.parse(readFileSync(new URL('../vectors/packets-v1.json', import.meta.url), 'utf8')) as {
  bytesPerFramePlane: number;
  packets: Record<string, string>;
};

describe('wire version 1', () => {
  it('has golden bytes for every case', () => {
    expect(Object.keys(golden.packets)).toEqual(Object.keys(PACKET_CASES));
  });

  it.each(Object.entries(golden.packets))('%s is written and read as ever', (name, hex) => {
    expect(Buffer.from(encodePacket(PACKET_CASES[name]!, golden)).toString('hex')).toBe(hex);
    expect(parsePacket(Uint8Array.from(Buffer.from(hex, 'hex')), golden)).toEqual(PACKET_CASES[name]);
  });
});
