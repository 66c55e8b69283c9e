/** The Node entry: the isomorphic API and Node's adapters. */
export * from '../index.js';
export { openAudioFile } from './audio-file.js';
export type { FileAudioSource } from './block-source.js';
export { nodeClock } from './clock.js';
export { type DecodeFileOptions, type DecodeFileResult, decodeFile } from './file-decode.js';
export { type EncodeFileOptions, type EncodeFileResult, encodeFile, type FileProgress } from './file-encode.js';
export { type BroadcastToOptions, broadcastTo, type ListenToOptions, listenTo } from './live.js';
export { listModels } from './model-files.js';
export { loadNativeKernels, selectKernels } from './native.js';
export { type LoadModelOptions, loadModel, OnnxModel } from './onnx-model.js';
export { type RawPcmForm, rawPcmSink, rawPcmSource } from './raw-pcm.js';
export { type RelayServer, type RelayServerOptions, startRelayServer } from './relay-server.js';
export { type SpectrogramOptions, spectrogramPng, writeSpectrogram } from './spectrogram.js';
export { type WavSink, type WavWriterOptions, wavFileSink, wavStreamSink } from './wav.js';
export { connectWebSocket } from './ws-connect.js';
