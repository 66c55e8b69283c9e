import { describe, expect, it } from 'vitest';
import { isFinal, type StreamConditions, shownState } from '../../../src/browser/page-state.js';

const playing: StreamConditions = {
  stream: 'live',
  isModelLoaded: true,
  isContextRunning: true,
  isHeld: false,
};
const STREAM = ['loading', 'connecting', 'waiting', 'live', 'reconnecting', 'ended'] as const;

describe('the state that a page shows', () => {
  it.each(STREAM)('is that of the stream where nothing prevents playing: %s', (stream) => {
    expect(shownState({ ...playing, stream })).toBe(stream);
  });

  it.each(STREAM)('is loading before the model runs, whatever the stream is: %s', (stream) => {
    for (const isHeld of [true, false])
      expect(shownState({ ...playing, stream, isHeld, isModelLoaded: false, isContextRunning: false })).toBe('loading');
  });

  it('is ready for audio that is held back, and the stream’s own while there is none', () => {
    for (const isContextRunning of [true, false]) {
      const held = { ...playing, isHeld: true, isContextRunning };
      expect(shownState(held)).toBe('ready');
      expect(shownState({ ...held, stream: 'waiting' })).toBe('waiting');
    }
  });

  it('is blocked when the browser runs no audio, but not before the channel was joined', () => {
    const suspended = { ...playing, isContextRunning: false };
    expect(STREAM.map((stream) => shownState({ ...suspended, stream }))).toEqual([
      'loading',
      'connecting',
      'blocked',
      'blocked',
      'blocked',
      'blocked',
    ]);
  });

  it('is final when it has failed or was closed', () => {
    expect([...STREAM, 'ready', 'blocked', 'failed', 'closed'].filter((state) => isFinal(state as 'live'))).toEqual([
      'failed',
      'closed',
    ]);
  });
});
