import type { MediaFigures } from './media-figures.js';
import { type AddMetric, byLabel, one } from './metric-values.js';

/** Metrics of source clients, players and files of fallbacks. */
export function addMedia(add: AddMetric, read: () => MediaFigures): void {
  add('gauge', 'latentcast_encoders', 'Streams that the relay encodes, by what they come from', () =>
    byLabel('from', read().encoders),
  );
  add('gauge', 'latentcast_decoded_channels', 'Channels that the relay decodes for players', () =>
    one(read().decodedChannels),
  );
  add('gauge', 'latentcast_players', 'Players that are served', () => byLabel('format', read().players));
  add('gauge', 'latentcast_ffmpeg_processes', 'FFmpeg processes that work for the relay', () =>
    one(read().ffmpeg.processes),
  );
  add('counter', 'latentcast_ffmpeg_cpu_seconds_total', 'CPU time of FFmpeg, user and system', () =>
    one(read().ffmpeg.seconds),
  );
}
