/**
 * The browser entry: the isomorphic API, and listening and broadcasting in a page. It imports nothing but its own
 * files; the model and ONNX Runtime's WASM files are fetched from URLs.
 */
export * from '../index.js';
export {
  BrowserBroadcaster,
  type BrowserBroadcasterEvents,
  type BrowserBroadcasterState,
  createBroadcaster,
} from './broadcaster.js';
export type { BrowserBroadcasterOptions } from './broadcaster-options.js';
export { requireChannelUrl } from './channel-url.js';
export { CodecModel, type CodecModelEvents, type CodecModelOptions } from './codec-model.js';
export { Emitter } from './events.js';
export {
  BrowserListener,
  type BrowserListenerEvents,
  type BrowserListenerState,
  createListener,
} from './listener.js';
export type { BrowserListenerOptions } from './listener-options.js';
export { listMicrophones, type MicrophoneOptions, openMicrophone } from './microphone.js';
export { type LoadPageModelOptions, loadPageModel } from './page-model.js';
export type { PageState } from './page-state.js';
export { openBrowserPeer } from './peer.js';
export type { BrowserPlayerOptions } from './player-options.js';
export {
  BrowserRecording,
  type BrowserRecordingEvents,
  type BrowserRecordingOptions,
  type BrowserRecordingState,
  createRecordingPlayer,
} from './recording.js';
export { type BrowserSessionOptions, createBrowserSession, joinBrowserSession } from './session/open-session.js';
export type { PageStreamOptions } from './stream-options.js';
export { canShareMemory, missingSupport } from './support.js';
export type {
  BroadcastFigures,
  ListenedChannel,
  ListenFigures,
  LoadedModel,
  RecordingProgress,
  StreamState,
} from './worker/messages.js';
