import type { ErrorCode } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { ModelDelay } from '../../core/latent/low-delay.js';
import type { ChannelInfo } from '../../core/wire/channel-info.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { Direction, ModelInfo } from '../../ports/model.js';
import type { DownlinkSettings } from '../../stream/receive/downlink-options.js';
import type { ListenerOptions, ListenerPlayerOptions } from '../../stream/receive/listener.js';
import type { BroadcastEncoderOptions, BroadcastFeatures } from '../../stream/send/broadcast-settings.js';
import type { UplinkOptions } from '../../stream/send/uplink-options.js';
import type { StartedModel } from '../onnx-session.js';

/** The worker's end of the audio link to a worklet: the ring in shared memory, or a port to the worklet. */
export type AudioLink = { readonly buffer: SharedArrayBuffer } | { readonly port: MessagePort };

/** Loads a model; the first message to a worker. */
export interface LoadRequest {
  readonly type: 'load';
  /** Folder of the model, absolute, with a slash at its end. */
  readonly modelUrl: string;
  /** Folder of the runtime's files, as `modelUrl`; null: where the model's relay serves them. */
  readonly wasmUrl: string | null;
  readonly direction: Direction;
  readonly delay: ModelDelay;
  /** Threads of the runtime, 1..8; more than one needs shared memory. */
  readonly threads: number;
}

/** With what a stream comes to its relay. */
export interface AccessRequest {
  /** Null: the page is asked for it at each connection. */
  readonly token?: string | null;
  /** As in the page's options. */
  readonly tokenOrigins?: readonly string[];
}

/** Plays a channel, in place of the stream before it. */
export interface ListenRequest extends AccessRequest {
  readonly type: 'listen';
  /** Number that the reports on this stream carry. */
  readonly stream: number;
  /** ws: or wss: URL of the channel. */
  readonly url: string;
  readonly downlink: DownlinkSettings;
  readonly features: NonNullable<ListenerOptions['features']>;
  readonly player: Pick<ListenerPlayerOptions, 'maxDelayMs'> & {
    /** Audio kept against late packets and slow decodes, 0..5000 ms. */
    readonly bufferMs: number;
  };
  /** Rate of the audio context. */
  readonly sampleRateHz: number;
  /** Channels of the output, 1 or 2. */
  readonly channels: number;
  readonly link: AudioLink;
  /** Joins the channel and keeps the newest latent frames, but plays nothing before a `play`. */
  readonly isHeld: boolean;
  /** Whether what arrives is reported from the start. */
  readonly isTapped?: boolean;
}

/** Sends captured audio to a channel, in place of the stream before it. */
export interface BroadcastRequest extends AccessRequest {
  readonly type: 'broadcast';
  /** Number that the reports on this stream carry. */
  readonly stream: number;
  /** ws: or wss: URL of the channel. */
  readonly url: string;
  readonly encoder: Omit<BroadcastEncoderOptions, 'sampleRateHz' | 'channels' | 'channelMask'>;
  readonly features: BroadcastFeatures;
  readonly uplink: UplinkOptions;
  readonly metadata: StreamMetadata;
  /** Rate of the capture. */
  readonly sampleRateHz: number;
  /** Channels of the capture, 1 or 2. */
  readonly channels: number;
  readonly link: AudioLink;
}

/** Plays a recording of a relay, in place of the stream before it. */
export interface RecordingRequest extends Pick<AccessRequest, 'token'> {
  readonly type: 'recording';
  /** Number that the reports on this stream carry. */
  readonly stream: number;
  /** http: or https: URL of the file. */
  readonly url: string;
  /** As the relay's list states it; a wrong one makes seeking slower. */
  readonly durationSeconds: number;
  /** Where playing begins, in seconds from the start. */
  readonly fromSeconds: number;
  /** Rate of the audio context. */
  readonly sampleRateHz: number;
  /** Channels of the output, 1 or 2. */
  readonly channels: number;
  readonly link: AudioLink;
}

/** The page's answer to a question for a token. */
export interface TokenAnswer {
  readonly type: 'token';
  readonly id: number;
  /** Absent where the page's function has failed. */
  readonly token?: string;
  /** Why it has failed. */
  readonly error?: string;
}

/** A call of the model itself, beside any stream. */
export interface ModelCallRequest {
  readonly type: 'call';
  /** Number that the answer carries. */
  readonly id: number;
  /** The page's number of the state; a new one is made where there is none. */
  readonly state: number;
  /** PCM [channels × frames·hop] for a model that encodes, else latents [latentSize × frames]. */
  readonly input: Float32Array;
  readonly frames: number;
  readonly firstFrame: number;
  /** Whether the state is reset first. */
  readonly isCold: boolean;
}

/** From the page to the worker. */
export type CodecWorkerRequest =
  | LoadRequest
  | ModelCallRequest
  | { readonly type: 'drop-state'; readonly state: number }
  | ListenRequest
  | BroadcastRequest
  | RecordingRequest
  | { readonly type: 'seek'; readonly seconds: number }
  | { readonly type: 'play' }
  | { readonly type: 'planes'; readonly planes: number }
  | { readonly type: 'preset'; readonly preset: number; readonly maxPreset: number }
  | { readonly type: 'metadata'; readonly metadata: StreamMetadata }
  /** Whether what arrives is reported as it is. */
  | { readonly type: 'tap'; readonly isOn: boolean }
  | TokenAnswer
  | { readonly type: 'stop' };

/** A model that can run, and how it was started. */
export interface LoadedModel extends StartedModel {
  readonly id: string;
  /** Hex sha256 of the model. */
  readonly sha256: string;
  /** Of the model's audio. */
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Threads of the runtime. */
  readonly threads: number;
  /** Identity and shape of the model. */
  readonly info: ModelInfo;
}

/**
 * State of a stream: `connecting` → `waiting` for a source → `live` → `ended`; another may follow. From `live` also to
 * `stalled`, while no audio arrives and none is left to play, to `gone`, while the source has lost its connection, and to
 * `reconnecting`, while this side has. A broadcaster is `queued` while another source has the channel.
 */
export type StreamState = 'connecting' | 'queued' | 'waiting' | 'live' | 'stalled' | 'gone' | 'reconnecting' | 'ended';

/** A channel as the relay describes it to its listeners. */
export interface ListenedChannel {
  /** Title and the like, for people. */
  readonly info: ChannelInfo;
  /** What plays while the channel's source is away: the name of another channel, or `files`; null where its source plays. */
  readonly fallback: string | null;
  /** When the stream has begun, by the clock of its source, in ms since 1970; null where it does not state that. */
  readonly startedAtMs: number | null;
}

/** What has arrived of a stream, before it is decoded. */
export interface ArrivedFrames {
  /** Differs from that of the frames before where another stream has begun: its indices start over. */
  readonly epoch: number;
  readonly block: FrameBlock | SilentBlock;
}

/** Figures of a stream that is played. */
export interface ListenFigures {
  /** Bit planes and spatial parameters, over the last ten seconds. */
  readonly payloadKbps: number;
  /** With packet, WebSocket, TCP and IP headers; an estimate, over the last ten seconds. */
  readonly wireKbps: number;
  /** Since the start. */
  readonly payloadBytes: number;
  /** Since the start; an estimate. */
  readonly wireBytes: number;
  /** Audio that has arrived, decoded or not, and was not played yet. */
  readonly bufferMs: number;
  /** Audio that should be left in the buffer when the next packet is decoded. */
  readonly targetMs: number;
  /** From microphone to playing, as exact as the two clocks agree; null where the source does not state its time. */
  readonly lagMs: number | null;
  /** Latent frames that never arrived. */
  readonly lostFrames: number;
  /** Latent frames that arrived. */
  readonly frames: number;
  /** Times that playing was interrupted because no audio was left. */
  readonly underruns: number;
  /** Audio that was skipped to catch up with the source after an outage. */
  readonly skippedMs: number;
  readonly reconnects: number;
  /** Bit planes of the last packet. */
  readonly planes: number;
  /** How many listen to the channel, as the relay tells; null where it does not, or was not asked to. */
  readonly listeners: number | null;
  /** Whether the relay's operator has muted the source: silence stands for its audio. */
  readonly isSourceMuted: boolean;
  /** Bit planes that the source sends; 0 before it is known. */
  readonly sourcePlanes: number;
  /** Most bit planes that the relay was asked for. */
  readonly askedPlanes: number;
  /** Audio in each packet that the relay sends, in ms; 0 before the first stream. */
  readonly packetMs: number;
  /** Seconds of audio decoded for each second of computing; 0 before the first. */
  readonly speed: number;
}

/** Figures of a stream that is sent. */
export interface BroadcastFigures {
  /** Bit planes and spatial parameters, over the last ten seconds. */
  readonly payloadKbps: number;
  /** With packet, WebSocket, TCP and IP headers; an estimate, over the last ten seconds. */
  readonly wireKbps: number;
  /** Since the start. */
  readonly payloadBytes: number;
  /** Since the start; an estimate. */
  readonly wireBytes: number;
  /** Latent frames that were sent. */
  readonly frames: number;
  /** Latent frames that were too old to be sent after an outage. */
  readonly droppedFrames: number;
  readonly reconnects: number;
  /** Round trip to the relay, the time in the send queue included. */
  readonly lagMs: number;
  /** Audio that was captured and not yet encoded. */
  readonly bufferMs: number;
  /** Audio in each packet. */
  readonly packetMs: number;
  /** Audio encoded since the start. */
  readonly encodedMs: number;
  /** Time spent with that. */
  readonly encodingMs: number;
  /** Seconds of audio encoded for each second of computing; 0 before the first. */
  readonly speed: number;
}

/** How far a recording has been played. */
export interface RecordingProgress {
  /** What is heard now, in seconds from the start. */
  readonly positionSeconds: number;
  /** Of the recording as far as it is known; grows while it is being recorded. */
  readonly durationSeconds: number;
  /** Audio that was decoded and not yet played. */
  readonly bufferMs: number;
}

/** From the worker to the page. */
export type CodecWorkerReport =
  | { readonly type: 'progress'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly type: 'starting' }
  | { readonly type: 'loaded'; readonly model: LoadedModel }
  | { readonly type: 'state'; readonly stream: number; readonly state: StreamState; readonly why?: string }
  /** The page's function is to be asked for a token. */
  | { readonly type: 'token-needed'; readonly stream: number; readonly id: number }
  /** Empty at the start of a stream, until it states its own. */
  | { readonly type: 'metadata'; readonly stream: number; readonly metadata: StreamMetadata }
  /** What a hello of the relay states of the channel. */
  | { readonly type: 'channel'; readonly stream: number; readonly channel: ListenedChannel }
  | { readonly type: 'frames'; readonly stream: number; readonly arrived: ArrivedFrames }
  | { readonly type: 'listen-figures'; readonly stream: number; readonly figures: ListenFigures }
  | { readonly type: 'broadcast-figures'; readonly stream: number; readonly figures: BroadcastFigures }
  | { readonly type: 'recording-progress'; readonly stream: number; readonly progress: RecordingProgress }
  | { readonly type: 'stopped'; readonly stream: number }
  | { readonly type: 'called'; readonly id: number; readonly output: Float32Array; readonly computeMs: number }
  | { readonly type: 'call-failed'; readonly id: number; readonly code: ErrorCode; readonly message: string }
  /** `stream` is null for a load that failed. */
  | { readonly type: 'error'; readonly stream: number | null; readonly code: ErrorCode; readonly message: string };
