import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../web/recordings/api.js';
import {
  canPause,
  NOTHING,
  type PlayedEvent,
  reducePlayed,
  titleAt,
  titleText,
} from '../../../web/recordings/state.js';
import { duration, fileSize } from '../../../web/words.js';

const recording: Recording = {
  id: '0123456789abcdef',
  name: 'a.lc',
  startedAt: '2026-11-28T00:00:00Z',
  durationSeconds: 60,
  bytes: 10_000,
  isComplete: true,
  titles: [
    { atSeconds: 0, station: 'S' },
    { atSeconds: 10, artist: 'A', title: 'T' },
  ],
};

describe('the state of a played recording', () => {
  it('begins where it was asked to, and can be paused until it has ended', () => {
    const events: PlayedEvent[] = [{ type: 'chosen', recording, fromSeconds: 12 }];
    const state = () => events.reduce(reducePlayed, NOTHING);
    expect(state()).toMatchObject({ status: 'loading', progress: { positionSeconds: 12, durationSeconds: 60 } });
    for (const [status, isPausing] of [
      ['live', true],
      ['stalled', true],
      ['paused', false],
      ['blocked', false],
      ['ended', false],
    ] as const) {
      events.push({ type: 'status', status, why: 'because' });
      expect([canPause(state()), state().why]).toEqual([isPausing, 'because']);
    }
    events.push({ type: 'stopped' });
    expect(state()).toEqual(NOTHING);
  });

  it('has the title of its place', () => {
    expect(titleText(titleAt(recording, 9.9) ?? {})).toBe('S');
    expect(titleText(titleAt(recording, 10) ?? {})).toBe('A – T');
    expect(titleAt({ ...recording, titles: [] }, 5)).toBeUndefined();
  });
});

it('times and sizes are written as people read them', () => {
  expect([0, 59.9, 61, 3600, 36_061].map(duration)).toEqual(['0:00', '0:59', '1:01', '1:00:00', '10:01:01']);
  expect([900, 12_345, 1_234_567].map(fileSize)).toEqual(['1 kB', '12 kB', '1.2 MB']);
});
