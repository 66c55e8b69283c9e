/** The isomorphic public API of Latentcast: explicit exports only. */
export { Decoder, type DecoderOptions, type DecoderStats } from './codec/decoder.js';
export { Encoder } from './codec/encoder.js';
export type { EncoderOptions, EncoderStats } from './codec/encoder-options.js';
export { typescriptKernels } from './codec/typescript-kernels.js';
export type { ComfortNoise } from './core/dsp/comfort-noise.js';
export { type Level, LevelMeter } from './core/dsp/level-meter.js';
export { Resampler, type ResamplerOptions, resampledLength } from './core/dsp/resampler.js';
export { CodecError, ERROR_CODES, type ErrorCode } from './core/errors.js';
export {
  type LcDamage,
  type LcFile,
  type LcHeader,
  LcReader,
  type LcSummary,
  LcWriter,
  readLc,
  writeLc,
} from './core/file/lc-file.js';
export {
  bytesPerFramePlane,
  type CodecFormat,
  framesPerSecond,
  framesToMs,
  payloadBitsPerSecond,
  type ReceptiveField,
  validateFormat,
} from './core/latent/format.js';
export type { DecoderItem, FrameBlock, SilentBlock } from './core/latent/frames.js';
export type { ModelDelay } from './core/latent/low-delay.js';
export { PRESETS, type Preset } from './core/latent/presets.js';
export type { LatentNormalizer } from './core/latent/quantizer.js';
export { AdaptiveMargin, type AdaptiveMarginOptions } from './core/playout/adaptive-margin.js';
export { DueSchedule } from './core/playout/due-schedule.js';
export { EagerSchedule, type EagerScheduleOptions } from './core/playout/eager-schedule.js';
export { JitterBuffer, type JitterBufferOptions } from './core/playout/jitter-buffer.js';
export type { MarginControl } from './core/playout/margin-control.js';
export { PlayoutBuffer, type PlayoutBufferOptions, type PlayoutBufferStats } from './core/playout/playout-buffer.js';
export type { PlayoutSchedule, QueueView, ScheduleDecision } from './core/playout/playout-schedule.js';
export type { JitterStats, PushResult, QueueCounts, QueueItem } from './core/playout/queue-item.js';
export { singleLine } from './core/single-line.js';
export type { ChannelInfo } from './core/wire/channel-info.js';
export {
  BEARER_SUBPROTOCOL,
  type ListenerHello,
  type StreamHello,
  type StreamMetadata,
  SUBPROTOCOL,
} from './core/wire/hello.js';
export {
  encodePacket,
  type Packet,
  type PacketContext,
  parsePacket,
  thinAudio,
  WIRE_VERSION,
} from './core/wire/packet.js';
export { titleLine } from './core/wire/title-line.js';
export { LiveCapture, type LiveCaptureOptions, type LiveCaptureStats } from './live/live-capture.js';
export { LivePlayout, type LivePlayoutOptions, type LivePlayoutStats } from './live/live-playout.js';
export { LiveQueue, type LiveQueueOptions } from './live/live-queue.js';
export { type ModelSpeed, measureModelSpeed, requireRealTime } from './live/model-speed.js';
export { type PacerOptions, paced } from './live/pacer.js';
export { SteadySource, type SteadySourceOptions } from './live/steady-source.js';
export { VoiceChain, type VoiceChainOptions, type VoiceOptions } from './live/voice-chain.js';
export { LatentcastAudioData, type LatentcastAudioDataInit } from './plugin/audio-data.js';
export type { AudioDataCopyLike, AudioDataLike } from './plugin/audio-data-like.js';
export { type DecodedStreamForm, type DecodeStreamOptions, decodeStream } from './plugin/decode-stream.js';
export { type EncodeStreamOptions, encodeStream, type PcmChunk } from './plugin/encode-stream.js';
export type { AudioSampleFormatName } from './plugin/sample-format.js';
export { LatentcastAudioDecoder, type LatentcastAudioDecoderInit } from './plugin/webcodecs/audio-decoder.js';
export { LatentcastAudioEncoder, type LatentcastAudioEncoderInit } from './plugin/webcodecs/audio-encoder.js';
export type { CodecInit, LatentcastCodecState } from './plugin/webcodecs/codec-base.js';
export type { LatentcastDecoderConfig, LatentcastEncoderConfig } from './plugin/webcodecs/config.js';
export {
  type EncodedAudioChunkLike,
  LatentcastAudioChunk,
  type LatentcastAudioChunkInit,
} from './plugin/webcodecs/encoded-chunk.js';
export type {
  AbortSignalLike,
  AudioBackend,
  AudioDevice,
  AudioSink,
  AudioSource,
  DeviceForm,
  LiveAudioSink,
  LiveSinkStatus,
} from './ports/audio.js';
export type { AuthorizationRequest, Authorizer, Grant, PeerIdentity, Permission } from './ports/authorizer.js';
export type { Clock } from './ports/clock.js';
export type { Kernels } from './ports/kernels.js';
export type {
  LossyCloseEvent,
  LossyDirection,
  LossyLink,
  LossyLinkCounters,
  LossyLinkHandlers,
} from './ports/lossy-link.js';
export type { Direction, LatentModel, ModelInfo, ModelState } from './ports/model.js';
export type { CandidateType, IcePath, IceServer, PeerBackend, PeerCandidate } from './ports/peer-backend.js';
export type {
  CloseEvent,
  Connection,
  ConnectionCounters,
  ConnectionHandlers,
  DeliveryGuarantees,
} from './ports/transport.js';
export { openAuthorizer } from './relay/auth/open-authorizer.js';
export type { ChannelStats } from './relay/channel/channel-stats.js';
export { RELAY_LIMIT_DEFAULTS, type RelayLimits } from './relay/limits.js';
export { Relay } from './relay/relay.js';
export type { RelayOptions } from './relay/relay-options.js';
export type { RelayPeer } from './relay/relay-peer.js';
export type { RelayStats } from './relay/relay-stats.js';
export type { SubscriberState, SubscriberStats } from './relay/subscribers/subscriber.js';
export type { RenewLinkOptions } from './session/linked-room.js';
export {
  type BroadcastStream,
  CONTROL_LIMIT_BYTES,
  type ControlMessage,
  type MembershipEvents,
  type PeerLink,
  type PeerPath,
  type PeerRole,
  SESSION_STREAMS,
  type SessionMembership,
} from './session/peer-link.js';
export type { SessionNodeEvents } from './session/session-events.js';
export { formatSessionLink, parseSessionLink, type SessionLink } from './session/session-link.js';
export type { SessionNode } from './session/session-node.js';
export type { RefusedCounts } from './session/session-options.js';
export {
  BACKOFF_DEFAULTS,
  BROADCAST_ENCODER_DEFAULTS,
  DOWNLINK_DEFAULTS,
  DTX_DEFAULTS,
  RECONNECT_DEFAULTS,
  UPLINK_DEFAULTS,
} from './stream/defaults.js';
export type { BackoffOptions } from './stream/link/backoff.js';
export type { Features } from './stream/link/features.js';
export type { ReconnectOptions, StreamConnectOptions } from './stream/link/options.js';
export type { StreamStatsSnapshot } from './stream/link/stats.js';
export type { DownlinkOptions } from './stream/receive/downlink-options.js';
export {
  Listener,
  type ListenerHandlers,
  type ListenerOptions,
  type ListenerPlayerOptions,
  type ListenerStats,
} from './stream/receive/listener.js';
export type { PlayedInfo } from './stream/receive/played-info.js';
export { Player, type PlayerStats } from './stream/receive/player.js';
export type { PlayerOptions } from './stream/receive/player-options.js';
export { Receiver } from './stream/receive/receiver.js';
export type { ReceiverHandlers } from './stream/receive/receiver-handlers.js';
export type { ReceiverOptions } from './stream/receive/receiver-options.js';
export type { SourceState } from './stream/receive/source-watch.js';
export {
  type Broadcast,
  type BroadcastHandlers,
  type BroadcastOptions,
  type BroadcastResult,
  startBroadcast,
} from './stream/send/broadcast.js';
export type { BroadcastEncoderOptions, BroadcastFeatures } from './stream/send/broadcast-settings.js';
export type { DtxOptions } from './stream/send/dtx.js';
export type { StreamDescription, StreamMessage } from './stream/send/packetizer.js';
export { Sender } from './stream/send/sender.js';
export type { SenderHandlers, SenderOptions, SenderState, SenderStats, Uplink } from './stream/send/uplink.js';
export type { UplinkOptions } from './stream/send/uplink-options.js';
export type { WireCost } from './transports/counters.js';
export { DataChannelLink, type PeerChannels } from './transports/datachannel/data-channel-link.js';
export type { DataChannelLinkOptions, DataChannelSettings } from './transports/datachannel/link-options.js';
export type { PeerSignal } from './transports/datachannel/peer-signal.js';
export { burstLoss, type LossModel, randomLoss } from './transports/loss-model.js';
export { LossyListenerConnection } from './transports/lossy/listener-connection.js';
export type { ProtectionOptions } from './transports/lossy/lossy-options.js';
export type { LossyReceiverStats } from './transports/lossy/lossy-receiver.js';
export type { LossySenderStats } from './transports/lossy/lossy-sender.js';
export type { ParityOptions } from './transports/lossy/parity-group.js';
export { LossySourceConnection } from './transports/lossy/source-connection.js';
export { createMemoryPair, type MemoryOptions } from './transports/memory.js';
export { createLossyPair, type LossyMemoryOptions } from './transports/memory-lossy-link.js';
export { type WebSocketLike, websocketConnection } from './transports/websocket.js';
