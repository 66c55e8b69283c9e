import { choice, h, setText } from '../dom.js';
import { t } from '../language.js';
import type { Playlist } from './playlist.js';
import { playlistView } from './playlist-view.js';
import type { BroadcastState, Microphone } from './state.js';

/** Where the sound comes from. */
export type SourceKind = 'microphone' | 'tab' | 'files';

/** The card in which a source is chosen. */
export interface SourceCard {
  readonly node: HTMLElement;
  readonly kind: SourceKind;
  /** Empty for the system's microphone. */
  readonly deviceId: string;
  /** Lists the microphones; on the air the source stays as it is, and its files can be changed. */
  show(state: Pick<BroadcastState, 'isStarted' | 'isTesting' | 'microphones'>): void;
  close(): void;
}

/** @param onKind called when another kind was chosen */
export function sourceCard(playlist: Playlist, onKind: () => void): SourceCard {
  const words = t.broadcast;
  let kind: SourceKind = 'microphone';
  let listed: readonly Microphone[] | null = null;
  const device = h('select', { id: 'device' });
  const microphone = h(
    'div',
    { class: 'form one' },
    h('label', { for: 'device' }, h('span', {}, words.microphone), device),
  );
  const files = playlistView(playlist);
  const hint = h('p', { class: 'quiet' });
  const kinds = choice<SourceKind>(
    words.source,
    'source',
    [
      ['microphone', words.microphone],
      ['tab', words.tab],
      ['files', words.files],
    ],
    'microphone',
    (value) => {
      kind = value;
      showKind();
      onKind();
    },
  );
  const showKind = (): void => {
    setText(hint, words.hints[kind]);
    microphone.hidden = kind !== 'microphone';
    files.node.hidden = kind !== 'files';
  };
  showKind();
  return {
    node: h('section', { class: 'card source', 'aria-label': words.source }, kinds, hint, microphone, files.node),
    get kind() {
      return kind;
    },
    get deviceId() {
      return device.value;
    },
    show({ isStarted, isTesting, microphones }) {
      kinds.disabled = isStarted || isTesting;
      device.disabled = isStarted || isTesting;
      if (microphones === listed) return;
      listed = microphones;
      const selected = device.value;
      device.replaceChildren(
        h('option', { value: '' }, words.systemMicrophone),
        ...microphones.map(({ deviceId, label }) =>
          h('option', { value: deviceId, selected: deviceId === selected }, label),
        ),
      );
    },
    close: files.close,
  };
}
