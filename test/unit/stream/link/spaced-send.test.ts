import { describe, expect, it } from 'vitest';
import { SpacedSend } from '../../../../src/stream/link/spaced-send.js';
import { FakeClock } from '../../../support/fake-clock.js';

function setUp(atOnce = 3) {
  const clock = new FakeClock(1000);
  const sent: [number, string][] = [];
  let state = '';
  const spaced = new SpacedSend(clock, { intervalMs: 500, atOnce }, () => sent.push([clock.nowMs() - 1000, state]));
  const change = (next: string): void => {
    state = next;
    spaced.changed();
  };
  return { clock, sent, change, spaced };
}

describe('SpacedSend', () => {
  it('sends the first changes at once, and then the last of each interval', () => {
    const { clock, sent, change } = setUp();
    for (let n = 1; n <= 20; n++) {
      change(`${n}`);
      clock.advance(50);
    }
    clock.advance(5000);
    expect(sent).toEqual([
      [0, '1'],
      [50, '2'],
      [100, '3'],
      [500, '10'],
      [1000, '20'],
    ]);
    expect(clock.pendingTimers).toBe(0);
    change('later');
    expect(sent.at(-1)).toEqual([6000, 'later']);
  });

  it('never exceeds its rate over any time, whatever comes', () => {
    const { clock, sent, change } = setUp(4);
    for (let n = 0; n < 1000; n++) {
      change(`${n}`);
      clock.advance((n * 7) % 90);
    }
    for (let from = 0; from < sent.length; from++)
      for (let to = from; to < sent.length; to++)
        expect(to - from + 1).toBeLessThanOrEqual(4 + (sent[to]![0] - sent[from]![0]) / 500 + 1e-6);
  });

  it('sends nothing that was cancelled', () => {
    const { clock, sent, change, spaced } = setUp(1);
    change('a');
    change('b');
    spaced.cancel();
    clock.advance(5000);
    expect(sent).toEqual([[0, 'a']]);
  });
});
