import { CodecError } from '../../../core/errors.js';
import { isAddress, type TrackEntry } from '../../program/playlist.js';
import { shuffled } from '../../program/track-list.js';

/** Tracks that follow each other and are of one kind: audio, which is encoded, or recordings, which are sent as they are. */
export interface TrackRun {
  readonly isRecording: boolean;
  readonly tracks: readonly TrackEntry[];
}

/** Whether a track is a recording of latent frames. */
export const isRecordingName = (name: string): boolean => /\.lc$/i.test(name);

/** @throws CodecError FILE_IO for the address of a recording: its blocks are read in whatever order they are needed */
export function requireRecordingFile(input: string): void {
  if (isAddress(input))
    throw new CodecError('FILE_IO', `${input}: recordings are played from files, not from addresses`);
}

/** What plays in a loop, and from where. */
export interface TrackRunsOptions {
  /** The tracks of the round that begins now. */
  readonly tracks: () => readonly TrackEntry[];
  /** Tracks of the first round that are passed over. */
  readonly startAt: number;
  /** Whether each round has another order. */
  readonly shuffle: boolean;
  /** Numbers in [0, 1): the same ones give the same orders. */
  readonly random: () => number;
}

/** Rounds of tracks without end, cut where their kind changes. */
export class TrackRuns {
  /** Tracks that have played, to be counted by whoever plays them. */
  played = 0;
  /** Tracks that were taken, of all rounds. */
  taken = 0;
  readonly #options: TrackRunsOptions;
  #waiting: TrackRun[] = [];
  #playedBefore = -1;

  constructor(options: TrackRunsOptions) {
    this.#options = options;
  }

  /** The kind of the next run. @throws CodecError AUDIO_EMPTY where nothing of a whole round has played */
  get isRecordingNext(): boolean {
    return this.#next().isRecording;
  }

  /** @throws as {@link isRecordingNext} */
  take(): TrackRun {
    const run = this.#next();
    this.#waiting.shift();
    this.taken += run.tracks.length;
    return run;
  }

  #next(): TrackRun {
    if (this.#waiting.length === 0) this.#begin();
    return this.#waiting[0]!;
  }

  #begin(): void {
    const { tracks, startAt, shuffle, random } = this.#options;
    if (this.played === this.#playedBefore) throw new CodecError('AUDIO_EMPTY', 'none of the tracks can be played');
    const isFirst = this.#playedBefore < 0;
    this.#playedBefore = this.played;
    const list = shuffle ? shuffled(tracks(), random) : [...tracks()];
    // A whole round also the first time: what is passed over comes at its end.
    const from = isFirst && list.length > 0 ? startAt % list.length : 0;
    for (const track of [...list.slice(from), ...list.slice(0, from)]) {
      const isRecording = isRecordingName(track.input);
      const last = this.#waiting.at(-1);
      if (last?.isRecording === isRecording) this.#waiting[this.#waiting.length - 1] = joined(last, track);
      else this.#waiting.push({ isRecording, tracks: [track] });
    }
    if (this.#waiting.length === 0) throw new CodecError('AUDIO_EMPTY', 'there is no track');
  }
}

const joined = ({ isRecording, tracks }: TrackRun, track: TrackEntry): TrackRun => ({
  isRecording,
  tracks: [...tracks, track],
});
