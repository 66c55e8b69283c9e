import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodePacket, parsePacket } from '../../../../src/core/wire/packet.js';
import { PACKET_CASES } from '../../../vectors/packet-cases.js';

/** Frozen: a file of this name never changes; a new wire version gets a new one. */
const golden = JSON.parse(readFileSync(new URL('../../../vectors/packets-v1.json', import.meta.url), 'utf8')) as {
  bytesPerFramePlane: number;
  packets: Record<string, string>;
};

describe('wire version 1', () => {
  it('has golden bytes for every case', () => {
    expect(Object.keys(golden.packets)).toEqual(Object.keys(PACKET_CASES));
  });

  it.each(Object.entries(golden.packets))('%s is written and read as frozen', (name, hex) => {
    const packet = PACKET_CASES[name]!;
    const context = { ...golden, ...('spatial' in packet && { hasSpatialParameters: true }) };
    expect(Buffer.from(encodePacket(packet, context)).toString('hex')).toBe(hex);
    expect(parsePacket(Uint8Array.from(Buffer.from(hex, 'hex')), context)).toEqual(packet);
  });

  it('is read in a stream in stereo as in one without', () => {
    for (const [name, hex] of Object.entries(golden.packets)) {
      const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
      expect(parsePacket(bytes, { ...golden, hasSpatialParameters: true }), name).toEqual(PACKET_CASES[name]);
    }
  });

  it('carries spatial parameters behind what a packet without them has', () => {
    const { packets } = golden;
    const pairs = [
      ['audio, two frames of two planes', 'audio, two frames of two planes with spatial parameters', '78f7'],
      [
        'audio, the same thinned to its first plane',
        'audio, the same thinned to its first plane, with spatial parameters',
        '78f7',
      ],
    ];
    for (const [mono, stereo, spatial] of pairs) expect(packets[stereo]).toBe(packets[mono] + spatial);
  });
});
