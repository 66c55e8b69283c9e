import { requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../../core/options.js';
import type { PlayState } from '../../session/control/play-state.js';
import { requireHostPlay } from '../../session/play/require-host-play.js';
import type { HostPlayOptions } from '../../session/play/session-play-options.js';
import { TALK_MODES } from '../../session/voices/talk.js';
import { CodecModel } from '../codec-model.js';
import type { BrowserVoiceOptions } from './voice-input.js';

/** How a page plays a session; each may be left out. */
export interface BrowserPlayOptions {
  /** Folder of the model, or a model that decodes and is loaded or being loaded. @default `/models/default/` of the relay */
  readonly model?: string | CodecModel;
  /**
   * A model that encodes, for a host and for voices, or a function that is asked for it when it is needed.
   * @default the same folder, loaded when it is needed
   */
  readonly encoderModel?: CodecModel | (() => CodecModel);
  /** An audio context to play in, at any rate; it is not closed. @default a new one */
  readonly context?: AudioContext;
  /** Folder of ONNX Runtime's WASM files. @default where the relay that serves the model has them */
  readonly wasmUrl?: string;
  /** Threads of the runtime, 1..8. @default 1, or 2 where memory can be shared and the device has four cores or more */
  readonly threads?: number;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string; readonly playback?: string; readonly capture?: string };
  /** Factor of the amplitude, 0..1. @default 1 */
  readonly volume?: number;
  /** Audio that the page keeps ahead of the loudspeaker, 60..800 ms. @default 200 */
  readonly bufferMs?: number;
  /** Makes this peer the host, which plays these tracks. @default it listens */
  readonly host?: BrowserHostOptions;
  /** The microphone, and when it is heard. @default none, until `startVoice` */
  readonly voice?: BrowserVoiceOptions;
  /** Stops playing when it aborts. */
  readonly signal?: AbortSignal;
}

/** What a page plays as the host of a session; each start of it gets an epoch of its own. */
export type BrowserHostOptions = Omit<HostPlayOptions, 'epoch'>;

/** What is heard of a session at a moment. */
export interface NowPlaying {
  /** Empty for none. */
  readonly title: string;
  /** Empty where that is not known. */
  readonly artist: string;
  readonly isPlaying: boolean;
  /** Position in the track; null where nothing is heard yet. */
  readonly positionMs: number | null;
  /** Of the whole track; null for a microphone and the like. */
  readonly durationMs: number | null;
  /** Whether the host is away and another peer keeps its place. */
  readonly isHostAway: boolean;
  /** Whether this peer may pause, seek and go to the next track. */
  readonly mayControl: boolean;
}

/** Whether a session is heard in the page: `blocked` and `suspended` by the browser, before a click and later. */
export type BrowserSoundState = 'blocked' | 'playing' | 'suspended' | 'closed';

/** Events of a session that a page plays. */
export type BrowserPlayEvents = {
  /** Another track, a pause, a seek, another leader. */
  readonly state: PlayState;
  readonly sound: BrowserSoundState;
  /** What cannot be played or encoded here, and what has become of the microphone. */
  readonly error: Error;
  /** A message of another peer was refused. */
  readonly refused: { readonly why: string; readonly peerId: string };
  /** The microphone was opened or closed. */
  readonly voice: boolean;
};

const KINDS: OptionKinds<BrowserPlayOptions> = {
  model: {
    name: 'the URL of a folder or a CodecModel',
    matches: (value) => typeof value === 'string' || value instanceof CodecModel,
  },
  encoderModel: {
    name: 'a CodecModel or a function',
    matches: (value) => typeof value === 'function' || value instanceof CodecModel,
  },
  context: 'any',
  wasmUrl: 'string',
  threads: 'any',
  scripts: 'object',
  volume: 'any',
  bufferMs: 'any',
  host: 'object',
  voice: 'object',
  signal: SHAPES.signal,
};

/** @throws TypeError, RangeError naming a wrong option */
export function requireBrowserPlay(options: BrowserPlayOptions): void {
  requireOptions('', options, KINDS);
  requireNumber('volume', options.volume ?? 1, 0, 1);
  requireNumber('bufferMs', options.bufferMs ?? 200, 60, 800);
  requireHostPlay('host', options.host);
  requireBrowserVoice('voice', options.voice);
}

/** @throws TypeError, RangeError naming a wrong option of a microphone */
export function requireBrowserVoice(name: string, voice: BrowserVoiceOptions | undefined): void {
  requireOptions(name, voice, { deviceId: 'string', mode: 'string' });
  if (voice?.mode !== undefined) requireOneOf(`${name}.mode`, voice.mode, TALK_MODES);
}
