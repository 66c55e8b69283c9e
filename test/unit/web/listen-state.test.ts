import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import {
  gainOf,
  IDLE,
  type ListenEvent,
  type ListenState,
  nowPlaying,
  playLabel,
  reduceListen,
  standIn,
} from '../../../web/listen/state.js';

const error = new CodecError('MODEL_FAILED', 'out of memory') as never;
const stateOf = (...events: ListenEvent[]): ListenState => events.reduce(reduceListen, IDLE);
const joined: ListenEvent[] = [{ type: 'joining', isHeld: false }, { type: 'joined' }];
const held: ListenEvent[] = [{ type: 'joining', isHeld: true }, { type: 'joined' }];

describe('the state of the listening page', () => {
  it('offers to listen until it plays, and then to stop', () => {
    expect(playLabel(IDLE)).toBe('Listen');
    expect(playLabel(stateOf(...held, { type: 'status', status: 'ready' }))).toBe('Listen');
    expect(playLabel(stateOf(...held, { type: 'played' }, { type: 'status', status: 'live' }))).toBe('Stop');
    expect(playLabel(stateOf(...joined))).toBe('Stop');
    expect(playLabel(stateOf(...joined, { type: 'stopped' }))).toBe('Listen');
  });

  it('offers to resume what the browser has blocked', () => {
    expect(playLabel(stateOf(...joined, { type: 'status', status: 'blocked' }))).toBe('Resume');
  });

  it('keeps the reason of a status only as long as the status', () => {
    const lost = stateOf(...joined, { type: 'status', status: 'reconnecting', why: 'no answer' });
    expect(lost.why).toBe('no answer');
    expect(reduceListen(lost, { type: 'status', status: 'live' }).why).toBe('');
  });

  it('goes back to listening after a failure, with the error until the channel is joined again', () => {
    const failed = stateOf(...joined, { type: 'failed', error, why: 'out of memory' });
    expect(failed).toMatchObject({ status: 'failed', why: 'out of memory', isJoined: false, error });
    expect(playLabel(failed)).toBe('Listen');
    expect(reduceListen(failed, { type: 'joining', isHeld: false }).error).toBeNull();
  });

  it('shows an error after which playing continues', () => {
    expect(stateOf(...joined, { type: 'status', status: 'live' }, { type: 'error', error })).toMatchObject({
      status: 'live',
      isJoined: true,
      error,
    });
  });

  it('keeps planes, mute and volume from one listener to the next, and not what was playing', () => {
    const kept = { planes: 1, isMuted: true, volumePercent: 50, metadata: {} };
    const state = stateOf(
      ...joined,
      { type: 'planes', planes: 1 },
      { type: 'muted', isMuted: true },
      { type: 'volume', volumePercent: 50 },
      { type: 'metadata', metadata: { title: 'A' } },
      { type: 'stopped' },
      ...joined,
    );
    expect(state).toMatchObject(kept);
  });

  it('shows that a browser cannot listen', () => {
    expect(stateOf({ type: 'unsupported', error })).toEqual({ ...IDLE, isSupported: false, error });
  });

  it('does not change its argument', () => {
    const before = structuredClone(IDLE);
    stateOf(...held, { type: 'played' }, { type: 'stopped' });
    expect(IDLE).toEqual(before);
  });
});

describe('what is shown of it', () => {
  it('is artist and title, or the station', () => {
    const shown = (metadata: ListenState['metadata'], status: ListenState['status'] = 'live'): string =>
      nowPlaying({ ...IDLE, status, metadata });
    expect(shown({ artist: 'A', title: 'T', station: 'S' })).toBe('A – T');
    expect(shown({ title: 'T' })).toBe('T');
    expect(shown({ station: 'S' })).toBe('S');
    expect(shown({})).toBe('');
    expect(shown({ title: 'T' }, 'gone')).toBe('T');
    expect(shown({ title: 'T' }, 'ended')).toBe('');
  });

  it('names what plays while the source of the channel is away, and only while it is joined', () => {
    const channel = (fallback: string | null): ListenEvent => ({
      type: 'channel',
      channel: { info: {}, fallback, startedAtMs: null },
    });
    const shown = (...events: ListenEvent[]): string => standIn(stateOf(...joined, ...events), 'main');
    expect(shown()).toBe('');
    expect(shown(channel('night'))).toBe('Playing night, main is off the air');
    expect(shown(channel('files'))).toBe('Playing files of the relay, main is off the air');
    expect(shown(channel('night'), channel(null))).toBe('');
    expect(shown(channel('night'), { type: 'stopped' })).toBe('');
    expect(shown(channel('night'), { type: 'stopped' }, ...joined)).toBe('');
  });

  it('is a quarter of the amplitude for half of the slider', () => {
    expect([0, 50, 100].map(gainOf)).toEqual([0, 0.25, 1]);
  });
});
