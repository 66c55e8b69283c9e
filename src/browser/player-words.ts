import { GERMAN_STATE_WORDS } from './german-state-words.js';
import { STATE_WORDS } from './state-words.js';

/** What the element tells its users. */
export interface PlayerWords {
  readonly states: typeof STATE_WORDS;
  readonly play: string;
  readonly stop: string;
  readonly volume: string;
  readonly muted: string;
}

const WORDS: Readonly<Record<'en' | 'de', PlayerWords>> = {
  en: { states: STATE_WORDS, play: 'Play', stop: 'Stop', volume: 'Volume', muted: 'muted' },
  de: {
    states: GERMAN_STATE_WORDS,
    play: 'Abspielen:',
    stop: 'Anhalten:',
    volume: 'Lautstärke',
    muted: 'stumm',
  },
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
