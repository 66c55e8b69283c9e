import { type CodecFormat, framesToMs } from '../../core/latent/format.js';
import type { ListenerStats } from '../../stream/receive/listener.js';
import type { ListenProgress } from './listen-progress.js';
import type { ListenFigures } from './messages.js';
import type { WorkerPlayout } from './worker-playout.js';

/** What the figures of a stream that is played are made of. */
export interface ListenMeasures {
  readonly format: CodecFormat;
  readonly stats: ListenerStats;
  readonly progress: Pick<ListenProgress, 'hello' | 'planes' | 'decodedEnd' | 'waitingFrames'>;
  readonly playout: Pick<WorkerPlayout, 'levelMs' | 'targetMs' | 'interruptions' | 'skippedMs'>;
  /** Latent frames that wait until playing is asked for; null when it was. */
  readonly heldFrames: number | null;
  /** Most bit planes that the relay was asked for, 1..8. */
  readonly askedPlanes: number;
  /** How many listen to the channel; null where that is not known. */
  readonly listeners: number | null;
  /** Latent frames in each packet that the relay sends; 0 before the first stream. */
  readonly framesPerMessage: number;
  readonly isPlaying: boolean;
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
}

/** Figures of a stream that is played. */
export function listenFigures(measures: ListenMeasures): ListenFigures {
  const { format, progress, playout, heldFrames } = measures;
  const { stream: received, player } = measures.stats;
  const { decoder, jitter } = player;
  const frameMs = framesToMs(format, 1);
  return {
    payloadKbps: received.payloadKbps,
    wireKbps: received.wireKbps,
    payloadBytes: received.payloadBytes,
    wireBytes: received.wireBytes,
    bufferMs: playout.levelMs + (heldFrames ?? progress.waitingFrames) * frameMs,
    targetMs: playout.targetMs,
    lagMs: lagMs(measures),
    lostFrames: jitter.lost,
    frames: received.frames,
    underruns: playout.interruptions,
    skippedMs: playout.skippedMs,
    reconnects: received.reconnects,
    planes: progress.planes,
    isSourceMuted: progress.hello?.muted === true,
    sourcePlanes: progress.hello?.planes ?? 0,
    askedPlanes: measures.askedPlanes,
    listeners: measures.listeners,
    packetMs: measures.framesPerMessage * frameMs,
    speed: decoder.modelMs > 0 ? (decoder.frames * frameMs) / decoder.modelMs : 0,
  };
}

/** From microphone to playing; null where the source does not tell its time or nothing plays. */
function lagMs({ format, progress, playout, isPlaying, wallMs }: ListenMeasures): number | null {
  if (!progress.hello?.startedAtMs || !isPlaying) return null;
  const delayMs = (format.decoder.delaySamples / format.sampleRateHz) * 1000;
  const playedMs = framesToMs(format, progress.decodedEnd) - delayMs - playout.levelMs;
  return wallMs - progress.hello.startedAtMs - playedMs;
}
