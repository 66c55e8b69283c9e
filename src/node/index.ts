/** The Node entry: the isomorphic API and Node's adapters. */
export * from '../index.js';
export { createHostKey } from '../session/create-host-key.js';
export type { TokenSource } from '../transports/token-source.js';
export type { BackendName } from './audio/backend.js';
export { BACKENDS, type ChosenDevice, chooseBackend, chooseDevice, type DeviceChoice } from './audio/devices.js';
export type { NodeAudioBackend } from './audio/process-backend.js';
export { openVirtualDevice, type VirtualDevice, type VirtualDeviceOptions } from './audio/virtual-device.js';
export { nodeClock } from './clock.js';
export {
  type SpectrogramFileOptions,
  type SpectrogramOptions,
  spectrogramPng,
  writeSpectrogram,
} from './compare/spectrogram.js';
export { openAudioFile } from './files/audio-file.js';
export type { AudioCover, AudioTags } from './files/audio-tags.js';
export type { FileAudioSource } from './files/block-source.js';
export {
  type DecodedForm,
  type DecodedSink,
  type DecodeFileOptions,
  type DecodeFileResult,
  decodeFile,
  type LcStream,
} from './files/file-decode.js';
export { type EncodeFileOptions, type EncodeFileResult, encodeFile, type FileProgress } from './files/file-encode.js';
export { type AudioInput, type OpenAudioOptions, openAudio } from './files/open-audio.js';
export { type RawPcmForm, rawPcmSink, rawPcmSource } from './files/raw-pcm.js';
export {
  type WavFileOptions,
  type WavFileSink,
  type WavSink,
  type WavWriterOptions,
  wavFileSink,
  wavStreamSink,
} from './files/wav.js';
export { type BroadcastToOptions, broadcastTo, type ListenToOptions, listenTo } from './live.js';
export { type DatagramOptions, openDatagramListener, openDatagramSender } from './lossy/datagram-link.js';
export type { LossyOptions } from './lossy/lossy-address.js';
export { type PipeLinkOptions, pipeLink } from './lossy/pipe-link.js';
export { type AddModelOptions, addModel, removeModel } from './model/install-model.js';
export { type FoundModel, type ListedModel, listModels } from './model/model-files.js';
export { type LoadModelOptions, loadModel, OnnxModel } from './model/onnx-model.js';
export { type ModelCheck, type VerifiedModel, verifyModel } from './model/verify-model.js';
export { loadNativeKernels, selectKernels } from './native/native.js';
export { loadNodePeers, type NodePeerOptions, openNodePeer } from './peer/node-peer.js';
export { type AudioTransformOptions, audioTransform, decodeTransform, encodeTransform } from './plugin/transforms.js';
export { type RelayServer, type RelayServerOptions, startRelayServer } from './relay/server.js';
export { audioTrack, deviceTrack } from './session/audio-track.js';
export { DeviceOffsets } from './session/device-offsets.js';
export { type MeasureLatencyOptions, measureLatency } from './session/measure-latency.js';
export { createSession, type JoinSessionOptions, joinSession } from './session/open-session.js';
export {
  type PlayedSession,
  type PlaySessionOptions,
  playSession,
  type SessionPlayEvent,
  type SessionVoiceOptions,
} from './session/play-session.js';
export {
  type BroadcastMicrophoneOptions,
  broadcastMicrophone,
  type MicrophoneBroadcast,
  type MicrophoneEvent,
  type MicrophoneResult,
  type MicrophoneStats,
} from './sound/broadcast-microphone.js';
export type { DeviceEvent, LiveDeviceOptions } from './sound/device-events.js';
export type { LiveModelOptions, LiveProcessOptions } from './sound/live-model.js';
export {
  type PlaybackEvent,
  type PlaybackStats,
  type PlayStreamOptions,
  playStream,
  type StreamPlayback,
} from './sound/play-stream.js';
export { connectWebSocket } from './ws-connect.js';
