import { type PeerFigures, type PeerState, peerState } from 'latentcast/browser';
import { initialCover } from '../cover.js';
import { h, setText } from '../dom.js';
import { decimal } from '../language.js';
import type { Tone } from '../words.js';
import { s } from './language.js';
import { pathText, reportFigures, safetyLines } from './state.js';

/** Who takes part, and how well. */
export interface People {
  readonly node: HTMLElement;
  /** @param mayRemove whether this peer is the host */
  show(peers: readonly PeerFigures[], mayRemove: boolean): void;
}

const TONES: Readonly<Record<PeerState, Tone>> = {
  'in sync': 'good',
  'out of sync': 'bad',
  'no sound': 'bad',
  'no connection': 'bad',
  waiting: 'none',
  unknown: 'none',
};

/** What is done with others. */
export interface PeopleHandlers {
  /** That of this peer and another one. */
  safetyNumber(peerId: string): Promise<string>;
  /** The host removes somebody. */
  onRemove(peer: PeerFigures): void;
}

/** A card with a row for everybody who takes part. */
export function people(handlers: PeopleHandlers): People {
  const rows = new Map<string, Row>();
  const list = h('ul', { class: 'people', 'aria-labelledby': 'people-title' });
  const title = h('h2', { id: 'people-title' }, s.people.title);
  const node = h('section', { class: 'card' }, title, list);
  return {
    node,
    show(peers, mayRemove) {
      node.hidden = peers.length === 0;
      setText(title, peers.length === 1 ? s.people.alone : s.people.count(decimal(peers.length, 0)));
      const names = new Map(peers.map(({ peerId, name }) => [peerId, name]));
      for (const [id, row] of rows)
        if (!names.has(id)) {
          row.node.remove();
          rows.delete(id);
        }
      for (const peer of peers) {
        const row = rows.get(peer.peerId) ?? makeRow(peer, handlers);
        if (!rows.has(peer.peerId)) list.append(row.node);
        rows.set(peer.peerId, row);
        row.show(peer, names, mayRemove);
      }
    },
  };
}

interface Row {
  readonly node: HTMLElement;
  show(peer: PeerFigures, names: ReadonlyMap<string, string>, mayRemove: boolean): void;
}

/** A row stays the same element: what is opened in it stays open. */
function makeRow(first: PeerFigures, { safetyNumber, onRemove }: PeopleHandlers): Row {
  const { peerId, isOwn } = first;
  let shownPeer = first;
  const tile = initialCover(first.name);
  const name = h('strong');
  const role = h('span', { class: 'quiet' });
  const voice = h('span', { class: 'speaks' }, s.people.speaks);
  const sync = h('span', { class: 'badge' });
  const figures = h('p', { class: 'quiet time' });
  const safety = isOwn ? null : safetyDetails(peerId, safetyNumber);
  const remove = h(
    'button',
    { type: 'button', class: 'quiet-button', onclick: () => onRemove(shownPeer) },
    s.people.remove,
  );
  let shownFigures = '';
  return {
    node: h(
      'li',
      {},
      h('div', { class: 'person' }, tile, h('span', { class: 'who' }, name, role, voice), sync),
      figures,
      isOwn ? null : h('div', { class: 'person' }, safety, remove),
    ),
    show(peer, names, mayRemove) {
      shownPeer = peer;
      remove.hidden = !mayRemove;
      remove.setAttribute('aria-label', s.people.removePerson(peer.name));
      setText(name, peer.name);
      const part = peer.role === 'host' ? s.people.host : peer.isSuccessor && s.people.successor;
      setText(role, [isOwn && s.people.you, part].filter(Boolean).join(', '));
      voice.hidden = !peer.isSpeaking;
      tile.classList.toggle('talks', peer.isSpeaking);
      const state = peerState(peer);
      setText(sync, state === 'unknown' ? s.people.joining : s.people.sync[state]);
      sync.dataset.tone = TONES[state];
      const parts = [...reportFigures(peer).map((pair) => pair.join(' ')), pathText(peer, names)].filter(Boolean);
      const text = parts.join(' · ');
      if (text !== shownFigures) setText(figures, text);
      shownFigures = text;
    },
  };
}

/** The number is computed when it is looked at. */
function safetyDetails(peerId: string, safetyNumber: (peerId: string) => Promise<string>): HTMLElement {
  const digits = h('p', { class: 'safety' });
  const details = h(
    'details',
    {},
    h('summary', {}, s.people.safety),
    h('p', { class: 'quiet' }, s.people.safetyHint),
    digits,
  );
  details.addEventListener('toggle', () => {
    if (!details.open || digits.childNodes.length > 0) return;
    safetyNumber(peerId).then(
      (number) => digits.replaceChildren(...safetyLines(number).map((line) => h('span', {}, line))),
      (error: Error) => setText(digits, error.message),
    );
  });
  return details;
}
