import { type StreamMetadata, titleLine } from 'latentcast/browser';
import type { PastTitle } from '../channel-facts.js';
import { h } from '../dom.js';
import { t, timeOfDay } from '../language.js';
import { plain } from '../words.js';

/** Titles that are shown before more are asked for. */
const SHOWN = 5;

/** What was played before. */
export interface History {
  readonly node: HTMLElement;
  /** @param now what plays, which is no history yet */
  show(titles: readonly PastTitle[], now: StreamMetadata): void;
}

/** A section that is hidden while nothing was played. */
export function historyView(): History {
  const list = h('ol', { class: 'history' });
  const more = h('button', { type: 'button', class: 'quiet-button' }, t.listen.historyMore);
  const node = h('section', { class: 'card', 'aria-labelledby': 'history' });
  node.append(h('h2', { id: 'history' }, t.listen.history), list, more);
  node.hidden = true;
  let isLong = false;
  let shown = '';
  let last: readonly [readonly PastTitle[], StreamMetadata] = [[], {}];
  const show: History['show'] = (titles, now) => {
    last = [titles, now];
    const past = pastTitles(titles, now);
    const visible = past.slice(0, isLong ? past.length : SHOWN);
    const text = JSON.stringify(visible);
    node.hidden = past.length === 0;
    more.hidden = visible.length === past.length;
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...visible.map(row));
  };
  more.addEventListener('click', () => {
    isLong = true;
    show(...last);
  });
  return { node, show };
}

/**
 * What was played before that which plays now, the newest first: what the relay already knows of and is still to be
 * heard is left out, and a title that follows itself, as after a lost connection, is one from when it began.
 */
export function pastTitles(titles: readonly PastTitle[], now: StreamMetadata): readonly PastTitle[] {
  const merged = titles.filter((title, i) => {
    const before = titles[i + 1];
    return before === undefined || titleLine(before) !== titleLine(title);
  });
  const playing = titleLine(now);
  return merged.slice(merged.findIndex((title) => titleLine(title) === playing) + 1);
}

function row({ atMs, title, artist }: PastTitle): HTMLElement {
  const name = h('bdi', { class: 'title' }, plain(title ?? artist ?? ''));
  const by = title && artist ? h('bdi', { class: 'quiet' }, plain(artist)) : null;
  return h('li', {}, h('span', { class: 'time quiet' }, timeOfDay(atMs)), h('span', { class: 'what' }, name, by));
}
