import type { ErrorCode } from '../../core/errors.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { Direction } from '../../ports/model.js';
import type { StartedModel } from '../onnx-session.js';

/** Where the worker finds playback's ring, or captured audio: shared memory, or a port to the worklet. */
export type AudioLink = { readonly buffer: SharedArrayBuffer } | { readonly port: MessagePort };

export interface LoadRequest {
  readonly type: 'load';
  readonly modelUrl: string;
  /** Null: where the model's relay serves it. */
  readonly wasmUrl: string | null;
  readonly direction: Direction;
  readonly threads: number;
}

export interface ListenRequest {
  readonly type: 'listen';
  /** Tells the messages of this stream from those of the one before it. */
  readonly stream: number;
  readonly url: string;
  readonly planes: number;
  readonly bufferMs: number;
  readonly burstMs: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly link: AudioLink;
  /** Connects and keeps the newest frames, but plays nothing before a `play`; nor does anything before the model runs. */
  readonly isHeld: boolean;
}

export interface BroadcastRequest {
  readonly type: 'broadcast';
  readonly stream: number;
  readonly url: string;
  readonly planes: number;
  readonly preset: string | number;
  readonly metadata: StreamMetadata;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly link: AudioLink;
}

/** From the page to the worker. */
export type CodecWorkerRequest =
  | LoadRequest
  | ListenRequest
  | BroadcastRequest
  | { readonly type: 'play' }
  | { readonly type: 'planes'; readonly planes: number }
  | { readonly type: 'metadata'; readonly metadata: StreamMetadata }
  | { readonly type: 'stop' };

/** What is known of a model that was loaded. */
export interface LoadedModel extends StartedModel {
  readonly id: string;
  readonly sha256: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly threads: number;
}

/**
 * `connecting` → `waiting` (no source yet) → `live` ⇄ `reconnecting` → `ended` (another source may follow).
 */
export type StreamState = 'connecting' | 'waiting' | 'live' | 'reconnecting' | 'ended';

export interface ListenFigures {
  /** Bit planes and spatial parameters; received over the last ten seconds. */
  readonly payloadKbps: number;
  /** With packet, WebSocket, TCP and IP headers; an estimate. */
  readonly wireKbps: number;
  readonly payloadBytes: number;
  readonly wireBytes: number;
  /** Decoded or still to be decoded, and not yet played. */
  readonly bufferMs: number;
  /** What is to be left in the buffer when the next packet is decoded. */
  readonly targetMs: number;
  /** From microphone to playing, where the source tells its clock; as exact as the two clocks agree. */
  readonly lagMs: number | null;
  /** Frames that never came, and those that came. */
  readonly lostFrames: number;
  readonly frames: number;
  /** Times that playback stood still for want of audio. */
  readonly underruns: number;
  /** Audio that was passed over to become fresh again after an outage. */
  readonly skippedMs: number;
  readonly reconnects: number;
  /** Of the last packet, of the source, and as asked for. */
  readonly planes: number;
  readonly sourcePlanes: number;
  readonly askedPlanes: number;
  /** Seconds of audio for each second of computing; 0 before the first. */
  readonly speed: number;
}

export interface BroadcastFigures {
  readonly payloadKbps: number;
  readonly wireKbps: number;
  readonly payloadBytes: number;
  readonly wireBytes: number;
  readonly frames: number;
  readonly droppedFrames: number;
  readonly reconnects: number;
  /** Round trip to the relay, behind the audio that is queued. */
  readonly lagMs: number;
  /** Captured and not yet encoded. */
  readonly bufferMs: number;
  readonly speed: number;
}

/** From the worker to the page. */
export type CodecWorkerReport =
  | { readonly type: 'progress'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly type: 'starting' }
  | { readonly type: 'loaded'; readonly model: LoadedModel }
  | { readonly type: 'state'; readonly stream: number; readonly state: StreamState; readonly why?: string }
  | { readonly type: 'metadata'; readonly stream: number; readonly metadata: StreamMetadata }
  | { readonly type: 'listen-figures'; readonly stream: number; readonly figures: ListenFigures }
  | { readonly type: 'broadcast-figures'; readonly stream: number; readonly figures: BroadcastFigures }
  | { readonly type: 'stopped'; readonly stream: number }
  /** `stream` is null for a load that failed. */
  | { readonly type: 'error'; readonly stream: number | null; readonly code: ErrorCode; readonly message: string };
