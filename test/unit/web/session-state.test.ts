import { describe, expect, it } from 'vitest';
import type { NowPlaying } from '../../../src/browser/session/session-play-options.js';
import type { PeerFigures } from '../../../src/session/play/peer-figures.js';
import {
  NOTHING_COMES,
  OUTSIDE,
  pathText,
  reduceSession,
  reportFigures,
  type SessionEvent,
  type SessionState,
  safetyLines,
  sessionStatus,
} from '../../../web/session/state.js';

const stateOf = (...events: SessionEvent[]): SessionState => events.reduce(reduceSession, OUTSIDE);
const inside: SessionEvent[] = [
  { type: 'entering', isHost: false },
  { type: 'entered', link: 'https://a/#session=x' },
];
const now = {
  title: 'Song',
  artist: 'Band',
  isPlaying: true,
  positionMs: 1,
  durationMs: 2,
  isHostAway: false,
  mayControl: false,
};
const looked = (changes: Partial<NowPlaying> = {}): SessionEvent => ({
  type: 'looked',
  look: { now: { ...now, ...changes }, coming: NOTHING_COMES, peers: [], latencyMs: null, isTalking: false },
});
const playing: SessionEvent = { type: 'sound', sound: 'playing' };
const peer = (changes: Partial<PeerFigures>): PeerFigures => ({
  peerId: 'a',
  name: 'Anna',
  role: 'peer',
  isOwn: false,
  path: { kind: 'direct' },
  report: null,
  isReached: true,
  isSuccessor: false,
  isSpeaking: false,
  ...changes,
});
const report = {
  errorMs: -0.34,
  clockErrorMs: 0.21,
  roundTripMs: 41.6,
  spareMs: null,
  lostShare: 0.0123,
  isPlaying: true,
};

describe('the state of the page of a session', () => {
  it('shows what keeps the session from being heard, the nearest cause first', () => {
    expect(sessionStatus(OUTSIDE)[0]).toBe('Not in a session');
    expect(sessionStatus(stateOf(inside[0]!))[0]).toBe('Entering');
    expect(sessionStatus(stateOf(...inside))[0]).toBe('Loading the model');
    expect(sessionStatus(stateOf(...inside, { type: 'sound', sound: 'blocked' }))[0]).toBe('Paused by the browser');
    expect(sessionStatus(stateOf(...inside, playing))[0]).toBe('Waiting for the host');
    expect(sessionStatus(stateOf(...inside, playing, { type: 'relay', isAtRelay: false }))[0]).toBe(
      'The relay cannot be reached',
    );
    expect(sessionStatus(stateOf(...inside, playing, looked()))).toEqual(['Playing', 'good']);
    expect(sessionStatus(stateOf(...inside, playing, looked({ isPlaying: false })))[0]).toBe('Paused');
    expect(sessionStatus(stateOf(...inside, playing, looked({ isPlaying: false, positionMs: 2 })))[0]).toBe(
      'Everything has been played',
    );
    // What is stated is not heard yet.
    expect(sessionStatus(stateOf(...inside, playing, looked({ positionMs: null })))[0]).toBe('Starting');
    const away = looked({ isHostAway: true });
    expect(sessionStatus(stateOf(...inside, playing, away))[0]).toBe('The host is away');
    const back = { ...stateOf(...inside, playing, away), peers: [peer({ role: 'host' })] };
    expect(sessionStatus(back)[0]).toBe('The host is getting ready');
  });

  it('has another link when the host has given it one', () => {
    expect(stateOf(...inside, { type: 'moved', link: 'https://a/#session=y' }).link).toBe('https://a/#session=y');
  });

  it('forgets everything but the reason when the session is over', () => {
    const over = stateOf(...inside, playing, looked(), { type: 'left', error: 'it has ended' });
    expect(over).toEqual({ ...OUTSIDE, error: 'it has ended' });
    expect(sessionStatus(over)).toEqual(['Not in the session', 'bad']);
  });

  it('puts a peer’s path and figures into words', () => {
    const names = new Map([['b', 'Ben']]);
    expect(pathText(peer({}), names)).toBe('direct');
    expect(pathText(peer({ path: { kind: 'relay' } }), names)).toBe('over the relay');
    expect(pathText(peer({ path: { kind: 'relay' }, isReached: false }), names)).toBe('');
    expect(pathText(peer({ path: { kind: 'peer', peerId: 'b' } }), names)).toBe('through Ben');
    expect(pathText(peer({ path: { kind: 'peer', peerId: 'gone' } }), names)).toBe('through another peer');
    expect(reportFigures(peer({}))).toEqual([]);
    expect(reportFigures(peer({ report }))).toEqual([
      ['off by', '−0.3 ms ± 0.2'],
      ['round trip', '42 ms'],
      ['lost', '1.2 %'],
    ]);
    expect(reportFigures(peer({ report: { ...report, isPlaying: false } }))[0]).toEqual(['off by', '–']);
  });

  it('shows a safety number in four lines of three groups', () => {
    const groups = Array.from({ length: 12 }, (_, i) => String(i).padStart(5, '0'));
    expect(safetyLines(groups.join(' '))).toEqual([0, 3, 6, 9].map((i) => groups.slice(i, i + 3).join(' ')));
  });
});
