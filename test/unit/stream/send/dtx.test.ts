import { describe, expect, it } from 'vitest';
import type { FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { seededRandom } from '../../../../src/core/random.js';
import { Dtx } from '../../../../src/stream/send/dtx.js';
import { FORMAT } from '../../../support/peers.js';

// A frame is 100 ms at 10 kHz.
const random = seededRandom(7);
const noise = (frames: number, rms: number): Float32Array =>
  Float32Array.from({ length: frames * 1000 }, () => rms * Math.sqrt(3) * (2 * random() - 1));

/**
 * What is sent for blocks of `size` frames: `a` is speech, `.` is background noise of −62 dB. Two seconds of it go
 * before, which are not counted: it has to be known before it can be told from quiet speech.
 */
function run(script: string, size = 1, options = {}): (FrameBlock | SilentBlock)[] {
  const dtx = new Dtx(FORMAT, options);
  const sent: (FrameBlock | SilentBlock)[] = [];
  for (let i = 0; i < 20; i++) {
    dtx.analyse(noise(1, 0.0008));
    dtx.take({ firstFrame: 0, frames: 1, planes: 1, payload: new Uint8Array(8) });
  }
  dtx.end();
  [...script].forEach((what, i) => {
    dtx.analyse(noise(size, what === 'a' ? 0.1 : 0.0008));
    sent.push(...dtx.take({ firstFrame: i * size, frames: size, planes: 1, payload: new Uint8Array(size * 8) }));
  });
  return [...sent, ...dtx.end()];
}
const story = (sent: readonly (FrameBlock | SilentBlock)[]): string[] =>
  sent.map((b) => ('noise' in b ? `${b.firstFrame}–${b.firstFrame + b.frames}${b.continues ? '…' : ''}` : 'audio'));

describe('discontinuous transmission', () => {
  it('signals the first silent block at once, the rest once a second, and the remainder before sound', () => {
    // 400 ms of hangover are sent: four blocks, and the one in which they end.
    expect(story(run(`aa${'.'.repeat(30)}a`))).toEqual([
      ...new Array(6).fill('audio'),
      '6–7…',
      '7–17…',
      '17–27…',
      '27–32',
      'audio',
    ]);
  });

  it('covers every frame once, in order, whatever is signalled', () => {
    const script = Array.from({ length: 400 }, () => (random() < 0.1 ? 'aaa' : '.....')).join('');
    for (const size of [1, 4, 12, 22, 128]) {
      let next = 0;
      const blocks = Math.ceil(600 / size);
      for (const block of run(script.slice(0, blocks), size)) {
        expect(block.firstFrame).toBe(next);
        expect(block.frames).toBeLessThanOrEqual(128);
        next += block.frames;
      }
      expect(next).toBe(blocks * size);
    }
  });

  it('states the level of the background, not of the speech before it', () => {
    const signalled = run(`aaaa${'.'.repeat(20)}`).filter((b) => 'noise' in b);
    expect(signalled.length).toBeGreaterThan(1);
    for (const { noise: comfort } of signalled) expect(comfort.level / 2).toBeCloseTo(62, -0.5);
  });

  it('sends everything while there is sound, and nothing of a stream without any', () => {
    expect(story(run('a'.repeat(50))).every((what) => what === 'audio')).toBe(true);
    expect(run('.'.repeat(50)).every((block) => 'noise' in block)).toBe(true);
  });

  it('refuses an interval outside its range', () => {
    expect(() => new Dtx(FORMAT, { intervalMs: 5 })).toThrow(/intervalMs.*20.*5000/);
  });
});
