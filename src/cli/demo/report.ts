import type { ModelInfo } from '../../ports/model.js';
import { digits, formatBytes, formatDb, formatDuration, formatMs, formatRtf } from '../format.js';
import { table } from '../table.js';
import type { RoundTripResult } from './round-trip.js';

/** Result of one clip at one number of planes, as `demo --json` prints it. */
export interface DemoRow extends Omit<RoundTripResult, 'pcm'> {
  readonly clip: string;
  readonly wav: string;
  readonly picture: string;
  /** Faults of the clip, as sentences. */
  readonly warnings: readonly string[];
  /** Whether a part of the clip's audio is missing: it is damaged, or ends early. */
  readonly isIncomplete: boolean;
}

/** The results as a table with a column per clip and number of planes. */
export function demoTable(rows: readonly DemoRow[], model: ModelInfo, preset: string): string {
  const each = (label: string, value: (row: DemoRow) => string): string[] => [label, ...rows.map(value)];
  const wavKbps = (model.format.sampleRateHz * model.format.channels * 16) / 1000;
  return table(
    [
      each(`${model.id}, preset ${preset}`, (row) => `${row.clip}, ${row.planes} bit${row.planes > 1 ? 's' : ''}`),
      null,
      each('duration', (row) => formatDuration(row.seconds)),
      ...(rows.some(({ isIncomplete }) => isIncomplete)
        ? [each('audio missing in the clip', ({ isIncomplete }) => (isIncomplete ? 'yes' : 'no'))]
        : []),
      each('latent frames', (row) => String(row.frames)),
      each('frames lost', (row) => String(row.lostFrames)),
      each('payload', (row) => formatBytes(row.payloadBytes)),
      each('payload rate', (row) => `${row.payloadKbps.toFixed(3)} kbit/s`),
      each('wire rate, hello and headers', (row) => `${row.wireKbps.toFixed(2)} kbit/s`),
      each(`smaller than WAV (${wavKbps.toFixed(1)} kbit/s)`, (row) => `${digits(row.compression)} ×`),
      null,
      each('latency: packet', (row) => formatMs(row.latency.packetMs)),
      each('  encoder look-ahead', (row) => formatMs(row.latency.encoderLookAheadMs)),
      each('  capture block and encode', (row) => formatMs(row.latency.encodeMs)),
      each('  sender, relay, listener', (row) => formatMs(row.latency.networkMs)),
      each('  jitter buffer and decode', (row) => formatMs(row.latency.decodeMs)),
      each('  decoder look-ahead', (row) => formatMs(row.latency.decoderLookAheadMs)),
      each('  in all', (row) => formatMs(row.latency.totalMs)),
      null,
      each('encode, of one core', (row) => formatRtf(row.encodeRtf)),
      each('decode, of one core', (row) => formatRtf(row.decodeRtf)),
      each('mel distance to the original', (row) => formatDb(row.melDb)),
    ],
    { right: rows.map((_, i) => i + 1) },
  );
}
