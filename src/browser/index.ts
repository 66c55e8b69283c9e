/**
 * The browser entry: the isomorphic API, and listening and broadcasting in a page. It imports nothing but its own
 * files; the model and ONNX Runtime's WASM files are fetched from URLs.
 */
export { repairedTexts } from '../core/tag-text.js';
export * from '../index.js';
export type { PlayCommand } from '../session/control/play-command.js';
export { createHostKey } from '../session/create-host-key.js';
export type { MusicTrack } from '../session/play/music-track.js';
export { type PeerFigures, type PeerState, peerState, syncOf } from '../session/play/peer-figures.js';
export type { ComingTracks, SessionQueue } from '../session/play/session-queue.js';
export type { QueuedTrack } from '../session/play/track-queue.js';
export { EXTRA_LATENCY_MS } from '../session/playout/synced-output.js';
export { TALK_MODES, Talk, type TalkMode } from '../session/voices/talk.js';
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
export { GERMAN_STATE_WORDS } from './german-state-words.js';
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
export { definePlayerElement, PLAYER_ELEMENT, type PlayerElement } from './player-element.js';
export type { BrowserPlayerOptions } from './player-options.js';
export {
  BrowserRecording,
  type BrowserRecordingEvents,
  type BrowserRecordingOptions,
  type BrowserRecordingState,
  createRecordingPlayer,
} from './recording.js';
export { fileTrack } from './session/file-track.js';
export {
  type BrowserSessionOptions,
  createBrowserSession as createSession,
  joinBrowserSession as joinSession,
} from './session/open-session.js';
export { playBrowserSession as playSession } from './session/play-session.js';
export type { BrowserPlayedSession } from './session/played-session.js';
export type {
  BrowserHostOptions,
  BrowserPlayEvents,
  BrowserPlayOptions,
  BrowserSoundState,
  NowPlaying,
} from './session/session-play-options.js';
export { openSharedSound, type StreamSourceOptions, streamTrack } from './session/stream-source.js';
export type { BrowserVoiceOptions } from './session/voice-input.js';
export { STATE_WORDS } from './state-words.js';
export type { PageStreamOptions } from './stream-options.js';
export { canShareMemory, missingSupport } from './support.js';
export type {
  ArrivedFrames,
  BroadcastFigures,
  ListenedChannel,
  ListenFigures,
  LoadedModel,
  RecordingProgress,
  StreamState,
} from './worker/messages.js';
