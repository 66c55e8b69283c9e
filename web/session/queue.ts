import type { QueuedTrack } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { duration, plain } from '../words.js';
import { s } from './language.js';
import type { SessionState } from './state.js';

/** What comes next. */
export interface Queue {
  readonly node: HTMLElement;
  show(state: SessionState): void;
}

/** What the host does with a track that comes, or everybody where the host lets them. */
export interface QueueHandlers {
  /** @param place among those that come */
  onMove(track: QueuedTrack, place: number): void;
  onRemove(track: QueuedTrack): void;
}

/** Keys that move a row whose button has the focus, with Alt. */
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** A card with the tracks that come, for whoever may to order and remove. */
export function queue(handlers: QueueHandlers): Queue {
  const rows = new Map<number, Row>();
  const soon = h('li', { class: 'quiet' });
  const list = h('ol', { class: 'queue', 'aria-labelledby': 'queue-title' });
  const title = h('h2', { id: 'queue-title', tabindex: -1 }, s.queue.title);
  const more = h('p', { class: 'quiet' });
  const node = h('section', { class: 'card', 'aria-labelledby': 'queue-title' }, title, list, more);
  let shown = '';
  const make = (track: QueuedTrack): Row => {
    const row: Row = makeRow(track, {
      onMove: (step) => {
        handlers.onMove(track, row.place + step);
        row.focus(step);
      },
      onRemove: () => {
        // The focus goes on to the row that takes its place.
        const next = list.children[[...list.children].indexOf(row.node) + 1] ?? row.node.previousElementSibling;
        handlers.onRemove(track);
        (next?.querySelector<HTMLElement>('button:last-child') ?? title).focus();
      },
    });
    return row;
  };
  return {
    node,
    show({ coming }) {
      const { tracks, announced, more: hidden, mayChange } = coming;
      node.hidden = tracks.length === 0 && !announced;
      const text = JSON.stringify(coming);
      if (text === shown) return;
      shown = text;
      const wanted: HTMLElement[] = [];
      const focused = document.activeElement;
      if (announced) {
        setText(soon, s.queue.soon(nameOf(announced)));
        wanted.push(soon);
      }
      for (const [place, track] of tracks.entries()) {
        const row = rows.get(track.id) ?? make(track);
        rows.set(track.id, row);
        row.show(track, place, place === tracks.length - 1, mayChange);
        wanted.push(row.node);
      }
      for (const [id] of rows) if (!tracks.some((track) => track.id === id)) rows.delete(id);
      // What stays where it is is not touched: it may have the focus.
      for (const child of [...list.children]) if (!wanted.includes(child as HTMLElement)) child.remove();
      for (const [i, element] of wanted.entries())
        if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
      // One that is moved by the host at a guest's wish, long after the click, keeps the focus.
      const held = [...rows.values()].find(({ node }) => node.contains(focused));
      if (held && (document.activeElement !== focused || (focused as HTMLButtonElement).disabled))
        held.focus(focused?.classList.contains('down') ? 1 : -1);
      setText(more, hidden > 0 ? s.queue.more(String(hidden)) : '');
    },
  };
}

const nameOf = ({ title }: Pick<QueuedTrack, 'title'>): string => plain(title) || s.queue.unnamed;

interface Row {
  readonly node: HTMLElement;
  /** Among those that come. */
  place: number;
  show(track: QueuedTrack, place: number, isLast: boolean, mayChange: boolean): void;
  /** Its button for this direction, or the other one where it is at that end. */
  focus(step: number): void;
}

function makeRow(
  { id }: QueuedTrack,
  { onMove, onRemove }: { readonly onMove: (step: number) => void; readonly onRemove: () => void },
): Row {
  const name = h('bdi');
  const artist = h('bdi', { class: 'quiet' });
  const length = h('span', { class: 'quiet time' });
  const act = (shape: 'up' | 'remove', run: () => void, kind = ''): HTMLButtonElement =>
    h('button', { type: 'button', class: `round ${kind}`, onclick: run }, icon(shape));
  const up = act('up', () => onMove(-1));
  const down = act('up', () => onMove(1), 'down');
  const remove = act('remove', () => onRemove());
  const buttons = h('span', { class: 'row' }, up, down, remove);
  const node = h('li', {}, h('span', { class: 'track' }, name, artist), length, buttons);
  node.dataset.track = String(id);
  node.addEventListener('keydown', (event) => {
    const step = event.altKey ? KEY_STEPS[event.key] : undefined;
    if (step === undefined || (step < 0 ? up : down).disabled) return;
    event.preventDefault();
    onMove(step);
  });
  const row: Row = {
    node,
    place: 0,
    show(track, place, isLast, mayChange) {
      row.place = place;
      const title = nameOf(track);
      setText(name, title);
      setText(artist, plain(track.artist ?? ''));
      setText(length, track.durationMs === null ? '' : duration(track.durationMs / 1000));
      buttons.hidden = !mayChange;
      up.disabled = place === 0;
      down.disabled = isLast;
      for (const [button, label] of [
        [up, s.queue.up(title)],
        [down, s.queue.down(title)],
        [remove, s.queue.remove(title)],
      ] as const) {
        button.setAttribute('aria-label', label);
        button.title = label;
      }
    },
    focus(step) {
      const [wanted, other] = step < 0 ? [up, down] : [down, up];
      (wanted.disabled ? (other.disabled ? remove : other) : wanted).focus();
    },
  };
  return row;
}
