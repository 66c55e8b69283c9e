import { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { SessionVoices } from '../../session/voices/session-voices.js';
import { Talk, type TalkMode } from '../../session/voices/talk.js';
import { openMicrophone } from '../microphone.js';
import { streamSource } from './stream-source.js';

/** This page's microphone in a session. */
export interface BrowserVoiceOptions {
  /** From `listMicrophones`. @default the system's */
  readonly deviceId?: string;
  /** @default 'pushToTalk' */
  readonly mode?: TalkMode;
}

/** What a {@link VoiceInput} needs of its session. */
export interface VoiceInputParts {
  readonly context: AudioContext;
  readonly clock: Clock;
  readonly voices: SessionVoices;
  /** The capture worklet at a URL of its own. */
  readonly script?: string;
  /** The microphone has gone, or the model has failed; nothing is captured any more. */
  onEnd(error: unknown): void;
}

/** Silence after the last word that is still encoded, so that its end is heard; then the encoder rests. */
const TAIL_MS = 1500;

/** A microphone whose echo the browser cancels, heard by the others while it may talk. */
export class VoiceInput {
  readonly talk: Talk;
  readonly #close: () => Promise<void>;

  private constructor(talk: Talk, close: () => Promise<void>) {
    this.talk = talk;
    this.#close = close;
  }

  /** Asks the user for the microphone. @throws CodecError DEVICE with a sentence for the user */
  static async open({ deviceId, mode }: BrowserVoiceOptions, parts: VoiceInputParts): Promise<VoiceInput> {
    const { context, clock, voices, script } = parts;
    const microphone = await openMicrophone({ use: 'voice', ...(deviceId !== undefined && { deviceId }) });
    const source = await streamSource(microphone, { context, channels: 1, ...(script && { script }) });
    const talk = new Talk(mode);
    const form = { sampleRateHz: source.sampleRateHz, channels: 1 };
    let isOver = false;
    const run = async (): Promise<void> => {
      let openedMs = Number.NEGATIVE_INFINITY;
      for await (const pcm of source.blocks()) {
        const nowMs = clock.nowMs();
        if (talk.isOpen(nowMs)) openedMs = nowMs;
        else pcm.fill(0);
        if (nowMs - openedMs < TAIL_MS) await voices.speak(pcm, form);
      }
    };
    void run().then(
      () => {
        if (!isOver)
          parts.onEnd(new CodecError('DEVICE', 'The microphone has gone: plug it in and switch it on again.'));
      },
      (error: unknown) => parts.onEnd(error),
    );
    return new VoiceInput(talk, () => {
      isOver = true;
      return source.close();
    });
  }

  /** Stops capturing. May be called twice. */
  close(): Promise<void> {
    return this.#close();
  }
}
