/** The isomorphic public API of Latentcast: explicit exports only. */
export { Decoder, type DecoderOptions, type DecoderStats } from './codec/decoder.js';
export { Encoder, type EncoderOptions, type EncoderStats } from './codec/encoder.js';
export type { ComfortNoise } from './core/comfort-noise.js';
export { CodecError, ERROR_CODES, type ErrorCode } from './core/errors.js';
export {
  bytesPerFramePlane,
  type CodecFormat,
  type Field,
  framesPerSecond,
  framesToMs,
  payloadBitsPerSecond,
  validateFormat,
} from './core/format.js';
export type { FrameBlock, Playout, SilentBlock } from './core/frames.js';
export { type ListenerHello, type StreamHello, type StreamMetadata, SUBPROTOCOL } from './core/hello.js';
export { JitterBuffer } from './core/jitter-buffer.js';
export type { JitterBufferOptions, JitterStats, Pull } from './core/jitter-types.js';
export { typescriptKernels } from './core/kernels.js';
export {
  type LcDamage,
  type LcFile,
  type LcHeader,
  LcReader,
  type LcSummary,
  LcWriter,
  readLc,
  writeLc,
} from './core/lc-file.js';
export { encodePacket, type Packet, type PacketContext, parsePacket, thinAudio, WIRE_VERSION } from './core/packet.js';
export { PRESETS, type Preset } from './core/presets.js';
export type { LatentNormalizer } from './core/quantizer.js';
export { Resampler, type ResamplerOptions, resampledLength } from './core/resampler.js';
export type { AbortSignalLike, AudioSink, AudioSource } from './ports/audio.js';
export type { Clock } from './ports/clock.js';
export type { Kernels } from './ports/kernels.js';
export type { Direction, LatentModel, ModelInfo, ModelState } from './ports/model.js';
export type { CloseEvent, Connection, ConnectionCounters, ConnectionHandlers } from './ports/transport.js';
export { RELAY_LIMIT_DEFAULTS, type RelayLimits } from './relay/limits.js';
export { Relay, type RelayOptions, type RelayStats } from './relay/relay.js';
export { type Broadcast, type BroadcastOptions, type BroadcastResult, startBroadcast } from './stream/broadcast.js';
export type { DtxOptions } from './stream/dtx.js';
export { Listener, type ListenerHandlers, type ListenerOptions, type ListenerStats } from './stream/listener.js';
export { type PacerOptions, paced } from './stream/pacer.js';
export { type PlayedInfo, Player, type PlayerOptions, type PlayerStats } from './stream/player.js';
export { Receiver, type ReceiverHandlers, type ReceiverOptions } from './stream/receiver.js';
export { Sender, type SenderHandlers, type SenderOptions, type SenderStats } from './stream/sender.js';
export { createMemoryPair, type MemoryOptions } from './transports/memory.js';
export { type WebSocketLike, websocketConnection } from './transports/websocket.js';
