import type { CodecError, ErrorCode } from '../core/errors.js';
import { GERMAN_STATE_WORDS } from './german-state-words.js';
import { STATE_WORDS } from './state-words.js';

/** What ends a stream, as far as a listener can do something about it. */
type Failure = 'unreachable' | 'model' | 'refused' | 'full' | 'decoding' | 'device' | 'other';
/** Attributes in which an author of a page can be wrong. */
export type PlayerAttribute = 'src' | 'planes' | 'preset';

/** What the element tells its users. */
export interface PlayerWords {
  readonly states: typeof STATE_WORDS;
  readonly play: string;
  readonly stop: string;
  readonly volume: string;
  readonly muted: string;
  readonly failures: Readonly<Record<Failure, string>>;
  /** What is wrong with an attribute, for the author of the page. @param message of the library, in English */
  readonly attributes: Readonly<Record<PlayerAttribute, (value: string, message: string) => string>>;
}

/** The library's own message. */
const asIs = (_value: string, message: string): string => message;

const WORDS: Readonly<Record<'en' | 'de', PlayerWords>> = {
  en: {
    states: STATE_WORDS,
    play: 'Play',
    stop: 'Stop',
    volume: 'Volume',
    muted: 'muted',
    failures: {
      unreachable: 'The station cannot be reached. Try again in a moment.',
      model: 'The station is sent in a form that this player cannot decode.',
      refused: 'The station does not let you listen here.',
      full: 'The station has no room for more listeners. Try again later.',
      decoding: 'The sound cannot be decoded here. Reload the page.',
      device: 'This browser cannot play the sound in this page.',
      other: 'Stopped by an error. Try again.',
    },
    attributes: { src: asIs, planes: asIs, preset: asIs },
  },
  de: {
    states: GERMAN_STATE_WORDS,
    play: 'Abspielen:',
    stop: 'Anhalten:',
    volume: 'Lautstärke',
    muted: 'stumm',
    failures: {
      unreachable: 'Der Sender ist nicht zu erreichen. Versuche es gleich noch einmal.',
      model: 'Der Sender wird in einer Form gesendet, die dieser Player nicht dekodieren kann.',
      refused: 'Der Sender lässt dich hier nicht zuhören.',
      full: 'Der Sender hat keinen Platz für weitere Hörer. Versuche es später noch einmal.',
      decoding: 'Der Ton lässt sich hier nicht dekodieren. Lade die Seite neu.',
      device: 'Dieser Browser kann den Ton auf dieser Seite nicht abspielen.',
      other: 'Durch einen Fehler beendet. Versuche es noch einmal.',
    },
    attributes: {
      src: (value) => `src muss die Adresse eines Kanals sein, wss://HOST/NAME${value && `, und ist „${value}“`}`,
      planes: (value) => `planes muss eine ganze Zahl von 1 bis 8 sein, und ist „${value}“`,
      preset: (value) => `preset muss live, normal oder radio sein, und ist „${value}“`,
    },
  },
};

const FAILURES: Readonly<Partial<Record<ErrorCode, Failure>>> = {
  // The model is the relay's, too.
  MODEL_NOT_FOUND: 'unreachable',
  TRANSPORT_CLOSED: 'unreachable',
  TRANSPORT_FAILED: 'unreachable',
  MODEL_MISMATCH: 'model',
  MODEL_MANIFEST: 'model',
  MODEL_SHAPE: 'model',
  MODEL_HASH: 'model',
  NOT_ALLOWED: 'refused',
  CHANNEL_LIMIT: 'full',
  MODEL_FAILED: 'decoding',
  DEVICE: 'device',
};

/** The words in the language of an element: that of the nearest `lang` around it, also outside its shadow root. */
export function playerWords(element: Element): PlayerWords {
  for (let at: Element | null = element; at; ) {
    const { lang } = (at.closest('[lang]') ?? {}) as { lang?: string };
    if (lang) return /^de(-|$)/i.test(lang) ? WORDS.de : WORDS.en;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return WORDS.en;
}

/** An error as a sentence for whoever listens; what it says of an attribute is for the author of the page. */
export function playerFailure(
  words: PlayerWords,
  error: Error,
  element: Readonly<Record<PlayerAttribute, string>>,
): string {
  const { code } = error as CodecError;
  if (code !== undefined && code !== 'CHANNEL_NAME') return words.failures[FAILURES[code] ?? 'other'];
  const name = (['planes', 'preset'] as const).find((each) => error.message.includes(each)) ?? 'src';
  return words.attributes[name](element[name], error.message);
}
