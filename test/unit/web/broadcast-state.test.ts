import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import {
  type BroadcastEvent,
  type BroadcastState,
  IDLE,
  isChannelName,
  isMuted,
  onAirSinceMs,
  reduceBroadcast,
  startLabel,
} from '../../../web/broadcast/state.js';

const error = new CodecError('CHANNEL_BUSY', 'taken') as never;
const stateOf = (...events: BroadcastEvent[]): BroadcastState => events.reduce(reduceBroadcast, IDLE);
const started: BroadcastEvent[] = [{ type: 'starting' }, { type: 'started', status: 'loading' }];
const status = (next: 'live' | 'reconnecting' | 'blocked'): BroadcastEvent => ({
  type: 'status',
  status: next,
  channel: 'studio',
  nowMs: 5000,
});

describe('the state of the broadcasting page', () => {
  it('offers to broadcast, to stop, or to resume what the browser has blocked', () => {
    expect(startLabel(IDLE)).toBe('Broadcast');
    expect(startLabel(stateOf({ type: 'starting' }))).toBe('Broadcast');
    expect(startLabel(stateOf(...started))).toBe('Stop');
    expect(startLabel(stateOf(...started, status('blocked')))).toBe('Resume');
    expect(startLabel(stateOf(...started, { type: 'stopped' }))).toBe('Broadcast');
  });

  it('names the channel to listeners from when it is on air until it ends', () => {
    expect(stateOf(...started).liveChannel).toBeNull();
    const live = stateOf(...started, status('live'));
    expect(live.liveChannel).toBe('studio');
    expect(reduceBroadcast(live, status('reconnecting')).liveChannel).toBe('studio');
    for (const end of [{ type: 'stopped' }, { type: 'failed', error }] as const)
      expect(reduceBroadcast(live, end)).toMatchObject({ liveChannel: null, isStarted: false });
  });

  it('counts from when it came on the air first, through lost connections, until it ends', () => {
    const live = stateOf(...started, status('live'));
    expect(live.liveSinceMs).toBe(5000);
    const back = [status('reconnecting'), { ...status('live'), nowMs: 9000 } as BroadcastEvent].reduce(
      reduceBroadcast,
      live,
    );
    expect(back.liveSinceMs).toBe(5000);
    expect(onAirSinceMs(back)).toBe(5000);
    expect(onAirSinceMs(reduceBroadcast(back, status('reconnecting')))).toBeNull();
    expect(reduceBroadcast(back, { type: 'stopped' }).liveSinceMs).toBeNull();
  });

  it('sends silence while muted, and is not muted at the next start', () => {
    const muted = stateOf(...started, status('live'), { type: 'mute', isMuteOn: true });
    expect(isMuted(muted)).toBe(true);
    expect(isMuted(reduceBroadcast(muted, { type: 'stopped' }))).toBe(false);
  });

  it('sends silence in push to talk unless the button is held', () => {
    const push: BroadcastEvent = { type: 'push-to-talk', isPushToTalk: true };
    const talk: BroadcastEvent = { type: 'talking', isTalking: true };
    expect(isMuted(stateOf(...started))).toBe(false);
    expect(isMuted(stateOf(...started, push))).toBe(true);
    expect(isMuted(stateOf(...started, push, talk))).toBe(false);
    expect(isMuted(stateOf(...started, push, talk, { type: 'push-to-talk', isPushToTalk: true }))).toBe(true);
    expect(isMuted(stateOf(push, talk, ...started))).toBe(true);
    expect(isMuted(stateOf(push, ...started, { type: 'push-to-talk', isPushToTalk: false }))).toBe(false);
  });

  it('shows an error until the next start', () => {
    const failed = stateOf(...started, { type: 'failed', error, why: 'taken' });
    expect(failed).toMatchObject({ status: 'failed', why: 'taken', error });
    expect(reduceBroadcast(failed, { type: 'starting' }).error).toBeNull();
  });

  it('shows that a browser cannot broadcast', () => {
    expect(stateOf({ type: 'unsupported', error })).toEqual({ ...IDLE, isSupported: false, error });
  });

  it('lists the microphones', () => {
    const microphones = [{ deviceId: '1', label: 'One' }];
    expect(stateOf({ type: 'microphones', microphones }).microphones).toBe(microphones);
  });
});

describe('a channel name', () => {
  it('has 1 to 64 letters, digits, dots, dashes or underscores', () => {
    for (const name of ['a', 'studio-1', 'x_y.z', 'a'.repeat(64)]) expect(isChannelName(name)).toBe(true);
    for (const name of ['', 'not a name', 'a/b', 'ü', 'a'.repeat(65)]) expect(isChannelName(name)).toBe(false);
  });
});
