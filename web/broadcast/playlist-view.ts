import { titleLine } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { t } from '../language.js';
import { duration, plain } from '../words.js';
import type { Playlist, PlaylistItem, PlaylistState } from './playlist.js';

/** The files to be sent, and what plays of them. */
export interface PlaylistView {
  readonly node: HTMLElement;
  close(): void;
}

/** A list that files are added to, by choosing or dropping them. */
export function playlistView(playlist: Playlist): PlaylistView {
  const words = t.broadcast.playlist;
  const files = h('input', {
    type: 'file',
    id: 'files',
    accept: 'audio/*,video/*,.flac,.opus',
    multiple: true,
    onchange: () => {
      playlist.add([...(files.files ?? [])]);
      files.value = '';
    },
  });
  const none = h('p', { class: 'quiet' }, words.none);
  const list = h('ol', { class: 'playlist', 'aria-label': words.title });
  const play = h('button', { type: 'button', onclick: () => playlist.toggle() }, icon('pause'), h('span', {}));
  const next = h('button', { type: 'button', onclick: () => playlist.next() }, icon('next'), words.next);
  const place = h('span', { class: 'quiet time' });
  const transport = h('div', { class: 'row gap' }, play, next, place);
  const note = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const loop = h('input', { type: 'checkbox', id: 'loop', onchange: () => playlist.setLooped(loop.checked) });
  const monitor = h('input', {
    type: 'checkbox',
    id: 'monitor',
    onchange: () => playlist.setMonitored(monitor.checked),
  });
  const node = h(
    'div',
    {
      class: 'drop',
      ondragover: (event: DragEvent) => event.preventDefault(),
      ondrop: (event: DragEvent) => {
        event.preventDefault();
        playlist.add([...(event.dataTransfer?.files ?? [])]);
      },
    },
    h('label', { for: 'files', class: 'button pick-files' }, words.add, files),
    h('p', { class: 'quiet' }, t.broadcast.titlesOfFiles),
    none,
    list,
    transport,
    note,
    h(
      'div',
      { class: 'row' },
      h('label', { class: 'pick', for: 'loop' }, loop, words.loop),
      h('label', { class: 'pick', for: 'monitor' }, monitor, words.monitor),
    ),
  );
  let shown: readonly PlaylistItem[] = [];
  const show = (state: PlaylistState): void => {
    const { items, currentId, isOpen, isPlaying } = state;
    none.hidden = items.length > 0;
    if (items !== shown) list.replaceChildren(...items.map((item) => row(item, playlist)));
    shown = items;
    for (const [i, item] of items.entries()) {
      const element = list.children[i] as HTMLElement;
      if (item.id === currentId && isOpen) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
      element.querySelector<HTMLButtonElement>('.play-this')!.disabled = !isOpen;
    }
    transport.hidden = !isOpen;
    setIcon(play, isPlaying ? 'pause' : 'play');
    setText(play.lastElementChild!, isPlaying ? words.pause : words.play);
    setText(place, words.of(duration(state.positionSeconds), duration(state.durationSeconds)));
    place.hidden = state.durationSeconds === 0;
    setText(
      note,
      state.isOver && isOpen ? words.over : state.unreadable ? words.unreadable(plain(state.unreadable)) : '',
    );
  };
  return { node, close: playlist.store.subscribe(show) };
}

function row({ id, metadata }: PlaylistItem, playlist: Playlist): HTMLElement {
  const words = t.broadcast.playlist;
  const name = plain(titleLine(metadata));
  const act = (label: string, shape: 'up' | 'remove' | 'play', run: () => void, extra = ''): HTMLElement =>
    h(
      'button',
      { type: 'button', class: `round ${extra}`, 'aria-label': label, title: label, onclick: run },
      icon(shape),
    );
  return h(
    'li',
    {},
    act(words.playThis(name), 'play', () => playlist.play(id), 'play-this'),
    h('bdi', { class: 'what' }, name),
    act(words.up(name), 'up', () => playlist.moveUp(id)),
    act(words.remove(name), 'remove', () => playlist.remove(id)),
  );
}
