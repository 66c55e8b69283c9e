import type { ModelInfo } from '../../ports/model.js';
import { digits, formatBytes, formatDb, formatDuration, formatMs } from '../format.js';
import { table } from '../table.js';
import { terminalWidth } from '../terminal-width.js';
import type { LatencyStages, RoundTripResult } from './round-trip.js';
import type { TimerDelay } from './timer-delay.js';

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

/** What the latencies were measured under. */
export const delayNote = ({ meanMs, maxMs }: TimerDelay): string =>
  `this process came up to ${formatMs(maxMs)} late, ${formatMs(meanMs)} on average, because it was computing or other programs had the processor: the latency contains that`;

/**
 * The results as tables with a column per clip and number of planes: one table where it fits, or one for each clip.
 *
 * @param columns of the terminal
 */
export function demoTables(
  rows: readonly DemoRow[],
  model: Pick<ModelInfo, 'id'>,
  preset: string,
  columns: number,
): string {
  const whole = demoTable(rows, model, preset);
  if (Math.max(...whole.split('\n').map(terminalWidth)) <= columns) return whole;
  const clips = [...new Set(rows.map(({ clip }) => clip))];
  return clips
    .map((clip) =>
      demoTable(
        rows.filter((row) => row.clip === clip),
        model,
        preset,
      ),
    )
    .join('\n\n');
}

function demoTable(rows: readonly DemoRow[], model: Pick<ModelInfo, 'id'>, preset: string): string {
  const each = (label: string, value: (row: DemoRow) => string): string[] => [label, ...rows.map(value)];
  const stage = (label: string, name: keyof LatencyStages): string[] =>
    each(label, (row) => formatMs(row.latency![name]));
  return table(
    [
      [`${model.id}, ${preset}`, ...rows.map((row, i) => (row.clip === rows[i - 1]?.clip ? '' : row.clip))],
      each('bits per value', (row) => String(row.planes)),
      null,
      each('duration', (row) => formatDuration(row.seconds)),
      ...(rows.some(({ isIncomplete }) => isIncomplete)
        ? [each('audio missing in the clip', ({ isIncomplete }) => (isIncomplete ? 'yes' : 'no'))]
        : []),
      each('latent frames', (row) => String(row.frames)),
      each('frames lost', (row) => String(row.lostFrames)),
      each('payload', (row) => formatBytes(row.payloadBytes)),
      each('payload rate', (row) => `${row.payloadKbps.toFixed(3)} kbit/s`),
      each('on the wire, joining included', (row) => `${row.wireKbps.toFixed(2)} kbit/s`),
      each('smaller than 16-bit WAV', (row) => `${digits(row.compression)} ×`),
      null,
      ...(rows.every((row) => row.latency)
        ? [
            stage('latency: packet', 'packetMs'),
            stage('  encoder look-ahead', 'encoderLookAheadMs'),
            stage('  capture block and encode', 'encodeMs'),
            stage('  sender, relay, listener', 'networkMs'),
            stage('  jitter buffer and decode', 'decodeMs'),
            stage('  decoder look-ahead', 'decoderLookAheadMs'),
            stage('  in all', 'totalMs'),
            null,
          ]
        : []),
      each('encode takes, of real time', (row) => digits(row.encodeRtf)),
      each('decode takes, of real time', (row) => digits(row.decodeRtf)),
      each('mel distance to original', (row) => formatDb(row.melDb)),
    ],
    { right: rows.map((_, i) => i + 1) },
  );
}
