import type { STATE_WORDS } from './state-words.js';

/** {@link STATE_WORDS} in German. */
export const GERMAN_STATE_WORDS: typeof STATE_WORDS = {
  loading: 'Das Modell wird geladen',
  ready: 'Auf Sendung, bereit',
  blocked: 'Vom Browser angehalten',
  connecting: 'Verbindet',
  queued: 'Eine andere Quelle hat den Kanal, wartet',
  waiting: 'Wartet auf eine Quelle',
  live: 'Live',
  stalled: 'Es kommt kein Ton an',
  gone: 'Die Quelle ist weg, wartet auf sie',
  reconnecting: 'Verbindung verloren, neuer Versuch',
  ended: 'Die Sendung ist zu Ende',
  failed: 'Durch einen Fehler beendet',
  closed: 'Angehalten',
};
