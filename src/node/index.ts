/** The Node entry: the isomorphic API and Node's adapters. */
export * from '../index.js';
export { nodeClock } from './clock.js';
export { type SpectrogramOptions, spectrogramPng, writeSpectrogram } from './compare/spectrogram.js';
export { openAudioFile } from './files/audio-file.js';
export type { FileAudioSource } from './files/block-source.js';
export { type DecodeFileOptions, type DecodeFileResult, decodeFile } from './files/file-decode.js';
export { type EncodeFileOptions, type EncodeFileResult, encodeFile, type FileProgress } from './files/file-encode.js';
export { type RawPcmForm, rawPcmSink, rawPcmSource } from './files/raw-pcm.js';
export { type WavSink, type WavWriterOptions, wavFileSink, wavStreamSink } from './files/wav.js';
export { type BroadcastToOptions, broadcastTo, type ListenToOptions, listenTo } from './live.js';
export { listModels } from './model/model-files.js';
export { type LoadModelOptions, loadModel, OnnxModel } from './model/onnx-model.js';
export { loadNativeKernels, selectKernels } from './native/native.js';
export { type RelayServer, type RelayServerOptions, startRelayServer } from './relay/server.js';
export { connectWebSocket } from './ws-connect.js';
