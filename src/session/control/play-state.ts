import { CodecError, requireInteger, requireNumber } from '../../core/errors.js';
import { within } from '../../core/options.js';
import { singleLine } from '../../core/single-line.js';
import { MAX_SEGMENTS, Timeline, type TimelineSegment } from '../playout/timeline.js';

/** Who may pause, seek and change the track: the host alone, or everybody. */
export type ControlRight = 'host' | 'all';

/** The track that is played, and how its time lies on the stream's frames. */
export interface PlayTrack {
  /** For people, at most 256 characters in one line. */
  readonly title: string;
  /** Who plays it, in the same form. @default not known */
  readonly artist?: string;
  /** Frame of its stream at which `positionMs` of the track is heard. */
  readonly frame: number;
  readonly positionMs: number;
  /** Of the whole track; null where that is unknown, as of a microphone. */
  readonly durationMs: number | null;
}

/** What a session plays, as its leader states it; plain JSON. Newer states replace older ones: see {@link isNewer}. */
export interface PlayState {
  /** Counts the leaders, from 1 on. */
  readonly term: number;
  /** Counts the states of one leader. */
  readonly revision: number;
  /** Peer that states this. */
  readonly leaderId: string;
  /** Names the clock that all times are by: another one makes peers estimate it anew. */
  readonly clockId: string;
  /** Whether the leader only stands in while the host is away. */
  readonly isStandIn: boolean;
  readonly mayControl: ControlRight;
  /** Peer that takes the host's place when it leaves; null: playback rests until the host is back. */
  readonly successorId: string | null;
  /** Time between sending a frame and hearing it, 100..10000 ms. */
  readonly delayMs: number;
  readonly frameMs: number;
  readonly segments: readonly TimelineSegment[];
  readonly track: PlayTrack | null;
}

/** Bounds of the fields of a {@link PlayState}. */
export const PLAY_STATE_LIMITS = { delayMs: [100, 10_000], title: 256, id: 64 } as const;

/** Whether `a` replaces `b`: a later term, or in the same one a later revision; of two leaders of one term the greater id. */
export function isNewer(a: PlayState, b: PlayState | undefined): boolean {
  if (!b || a.term !== b.term) return !b || a.term > b.term;
  if (a.leaderId !== b.leaderId) return a.leaderId > b.leaderId;
  return a.revision > b.revision;
}

/** The timeline of a state. */
export const timelineOf = (state: PlayState): Timeline => new Timeline(state.frameMs, state.segments);

/** Position in the track that is heard at a session time, in ms; undefined where no track is played then. */
export function trackPositionMs(state: PlayState, atMs: number): number | undefined {
  const position = timelineOf(state).positionAt(atMs);
  if (!position || !state.track) return undefined;
  const { positionMs, frame, durationMs } = state.track;
  const heardMs = positionMs + (position.frame - frame) * state.frameMs;
  // Before the track's first frame, what was before is heard for a moment.
  return Math.max(positionMs, Math.min(heardMs, durationMs ?? Number.POSITIVE_INFINITY));
}

/**
 * Where a host that comes back continues, or its successor: in the track at whose frame playback rests, where it has that;
 * behind the end of a track with the next one, or with the first again.
 * @param tracks what it has, by title
 * @param ownId its id: a successor has let playback rest itself
 */
export function restingAt(
  state: PlayState | undefined,
  tracks: readonly { readonly title: string }[],
  ownId?: string,
): { readonly track: number; readonly positionMs: number } {
  const last = state?.segments.at(-1);
  const track = tracks.findIndex(({ title }) => title === state?.track?.title);
  const rests = state?.isStandIn || (state?.successorId === ownId && state?.leaderId === ownId);
  if (!state || !rests || !last || track < 0) return { track: 0, positionMs: 0 };
  const positionMs = trackPositionMs(state, last.atMs) ?? 0;
  const isOver = positionMs >= (state.track?.durationMs ?? Number.POSITIVE_INFINITY);
  return isOver ? { track: (track + 1) % tracks.length, positionMs: 0 } : { track, positionMs };
}

/**
 * Reads a state that another peer has sent.
 * @throws CodecError PROTOCOL naming the field that is wrong
 */
export function parsePlayState(value: unknown): PlayState {
  try {
    return within('state', () => read(record('value', value)));
  } catch (error) {
    throw new CodecError('PROTOCOL', (error as Error).message, { cause: error });
  }
}

function read(fields: Readonly<Record<string, unknown>>): PlayState {
  const { isStandIn, mayControl, successorId, segments, track } = fields;
  if (typeof isStandIn !== 'boolean') throw new TypeError('isStandIn must be true or false');
  if (mayControl !== 'host' && mayControl !== 'all') throw new TypeError('mayControl must be host or all');
  if (!Array.isArray(segments) || segments.length > MAX_SEGMENTS)
    throw new TypeError(`segments must be a list of at most ${MAX_SEGMENTS}`);
  const frameMs = requireNumber('frameMs', fields.frameMs as number, 0.001, 60_000);
  const line = new Timeline(
    frameMs,
    segments.map((item: unknown, i) => {
      const { atMs, epoch, frame, isPlaying } = record(`segments[${i}]`, item);
      if (typeof isPlaying !== 'boolean') throw new TypeError(`segments[${i}].isPlaying must be true or false`);
      return { atMs: atMs as number, epoch: epoch as number, frame: frame as number, isPlaying };
    }),
  );
  return {
    term: requireInteger('term', fields.term as number, 1, 2 ** 32),
    revision: requireInteger('revision', fields.revision as number, 0, 2 ** 32),
    leaderId: text('leaderId', fields.leaderId, PLAY_STATE_LIMITS.id),
    clockId: text('clockId', fields.clockId, PLAY_STATE_LIMITS.id),
    isStandIn,
    mayControl,
    successorId: successorId === null ? null : text('successorId', successorId, PLAY_STATE_LIMITS.id),
    delayMs: requireNumber('delayMs', fields.delayMs as number, ...PLAY_STATE_LIMITS.delayMs),
    frameMs,
    segments: line.segments,
    track: track === null ? null : readTrack(record('track', track)),
  };
}

function readTrack(fields: Readonly<Record<string, unknown>>): PlayTrack {
  const { title, artist, frame, positionMs, durationMs } = fields;
  return {
    title: singleLine(text('track.title', title, PLAY_STATE_LIMITS.title, 0)),
    ...(artist !== undefined && { artist: singleLine(text('track.artist', artist, PLAY_STATE_LIMITS.title, 0)) }),
    frame: requireNumber('track.frame', frame as number, 0, Number.MAX_SAFE_INTEGER),
    positionMs: requireNumber('track.positionMs', positionMs as number, 0, Number.MAX_SAFE_INTEGER),
    durationMs:
      durationMs === null ? null : requireNumber('track.durationMs', durationMs as number, 0, Number.MAX_SAFE_INTEGER),
  };
}

function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${name} must be an object`);
  return value as Readonly<Record<string, unknown>>;
}

function text(name: string, value: unknown, max: number, min = 1): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (typeof value !== 'string' || value.length < min || value.length > max || /[\u0000-\u001f\u007f]/.test(value))
    throw new TypeError(`${name} must be ${min} to ${max} characters in one line`);
  return value;
}
