import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { emptyFrameTally, FrameAccount } from '../../../../src/node/load-test/frame-account.js';

const MODULUS = 2 ** 24;

/** Takes packets of four frames each, by their first frame. */
function take(...firsts: number[]) {
  const tally = emptyFrameTally();
  const account = new FrameAccount(tally);
  for (const first of firsts) account.take(first % MODULUS, 4, first);
  return { tally, account };
}

describe('the account of frames', () => {
  it('finds nothing wrong with packets in order, wherever a listener begins', () => {
    const { tally, account } = take(400, 404, 408);
    expect(tally).toEqual({ ...emptyFrameTally(), messages: 3, frames: 12 });
    expect(account.next).toBe(412);
  });

  it('counts missing frames, and the places where they are missing', () => {
    expect(take(0, 8, 12, 24).tally).toEqual({ ...emptyFrameTally(), messages: 4, frames: 16, gaps: 2, gapFrames: 12 });
  });

  it('counts a packet that comes again', () => {
    expect(take(0, 4, 4, 0, 8).tally).toEqual({
      ...emptyFrameTally(),
      messages: 5,
      frames: 12,
      duplicates: 2,
      duplicateFrames: 8,
    });
  });

  it('takes a gap back when its packet comes late', () => {
    expect(take(0, 8, 4, 12).tally).toEqual({ ...emptyFrameTally(), messages: 4, frames: 16, outOfOrder: 1 });
  });

  it('takes a part of a gap back', () => {
    expect(take(0, 16, 8).tally).toEqual({
      ...emptyFrameTally(),
      messages: 3,
      frames: 12,
      gaps: 2,
      gapFrames: 8,
      outOfOrder: 1,
    });
  });

  it('follows the index around 2^24', () => {
    const { tally, account } = take(MODULUS - 4, MODULUS, MODULUS + 8);
    expect(tally).toEqual({ ...emptyFrameTally(), messages: 3, frames: 12, gaps: 1, gapFrames: 4 });
    expect(account.next).toBe(MODULUS + 12);
  });

  it('does not miss frames that a silence packet stands for', () => {
    const tally = emptyFrameTally();
    const account = new FrameAccount(tally);
    account.take(0, 4, 0, true);
    account.take(40, 4, 0);
    account.take(48, 4, 0);
    expect(tally).toEqual({ ...emptyFrameTally(), messages: 3, frames: 12, gaps: 1, gapFrames: 4 });
  });

  it('counts apart what was lost with a connection', () => {
    const { tally, account } = take(0, 4);
    account.resume();
    account.take(20, 4, 20);
    account.take(32, 4, 32);
    expect(tally).toEqual({
      ...emptyFrameTally(),
      messages: 4,
      frames: 16,
      gaps: 1,
      gapFrames: 8,
      resumeGapFrames: 12,
    });
  });

  it('begins anew with another stream', () => {
    const { tally, account } = take(100, 104);
    account.restart();
    account.take(0, 4, 0);
    expect(tally).toEqual({ ...emptyFrameTally(), messages: 3, frames: 12 });
  });

  it.each([1, 2, 3, 4, 5])(
    'accounts for every frame of packets that are dropped, repeated and swapped, seed %i',
    (seed) => {
      const random = seededRandom(seed);
      const packets = Array.from({ length: 300 }, (_, i) => i * 4);
      const sent = packets
        .filter((first) => first === 0 || random() > 0.1)
        .flatMap((f) => (random() < 0.1 ? [f, f] : [f]));
      for (let i = 2; i < sent.length; i++) if (random() < 0.1) [sent[i - 1], sent[i]] = [sent[i]!, sent[i - 1]!];
      const { tally, account } = take(...sent);
      const different = new Set(sent).size;
      expect(tally.frames).toBe(4 * different);
      expect(tally.duplicateFrames).toBe(4 * (sent.length - different));
      expect(tally.gapFrames).toBe(account.next - 4 * different);
    },
  );
});
