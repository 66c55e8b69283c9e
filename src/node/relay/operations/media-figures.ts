import { sumCounts } from '../../../relay/administration/sum-totals.js';
import type { ChildCpu } from '../../files/child-cpu.js';

/** What a process encodes and decodes for those that know only HTTP, and in place of sources; plain JSON. */
export interface MediaFigures {
  /** Streams that are encoded now, by what they come from. */
  readonly encoders: Readonly<Record<'icecast' | 'fallback', number>>;
  /** Channels that are decoded for players now. */
  readonly decodedChannels: number;
  /** By format. */
  readonly players: Readonly<Record<string, number>>;
  /** Of FFmpeg, which decodes what source clients send and encodes what players get. */
  readonly ffmpeg: ChildCpu;
}

/** Of a process that does none of it. */
export const NO_MEDIA: MediaFigures = {
  encoders: { icecast: 0, fallback: 0 },
  decodedChannels: 0,
  players: { wav: 0, mp3: 0, opus: 0 },
  ffmpeg: { processes: 0, seconds: 0 },
};

/** Figures of several processes as of one. */
export const sumMedia = (all: readonly MediaFigures[]): MediaFigures =>
  all.reduce(
    (sum, figures) => ({
      encoders: sumCounts(sum.encoders, figures.encoders) as MediaFigures['encoders'],
      decodedChannels: sum.decodedChannels + figures.decodedChannels,
      players: sumCounts(sum.players, figures.players),
      ffmpeg: {
        processes: sum.ffmpeg.processes + figures.ffmpeg.processes,
        seconds: sum.ffmpeg.seconds + figures.ffmpeg.seconds,
      },
    }),
    NO_MEDIA,
  );
