import { h, setText } from '../dom.js';
import type { StatusConnection } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { connectionText } from './format.js';
import { s } from './language.js';
import { moveListeners } from './move.js';

const PAGE = 50;

/** The connections of one channel, in parts; `refresh` reads the first part again. */
export function connectionList(channel: string, desk: Desk): { readonly node: HTMLElement; refresh(): Promise<void> } {
  const list = h('ul', { class: 'people', 'aria-label': s.connections.of(channel) });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const more = h('button', { type: 'button', hidden: true, onclick: () => void load(next ?? 0) }, s.connections.more);
  const path = `channels/${encodeURIComponent(channel)}`;
  let next: number | null = null;

  async function load(after: number): Promise<void> {
    const page = await desk.try<{ connections: StatusConnection[]; next: number | null }>(
      'GET',
      `${path}/connections?limit=${PAGE}&after=${after}`,
    );
    if (!page) return;
    if (after === 0) list.replaceChildren();
    list.append(...page.connections.map(row));
    next = page.next;
    more.hidden = next === null;
    setText(note, list.childElementCount === 0 ? s.connections.none : '');
  }

  function row(connection: StatusConnection): HTMLElement {
    const { id, role, address } = connection;
    const name = role === 'source' ? s.connections.source(id) : s.connections.listener(id);
    return h(
      'li',
      {},
      h(
        'div',
        {},
        h('strong', {}, name),
        address ? ` ${address}` : '',
        h('span', { class: 'what' }, connectionText(connection)),
      ),
      h(
        'div',
        { class: 'actions' },
        role === 'listener'
          ? h('button', { type: 'button', 'aria-label': s.move.oneOf(name), onclick: () => void move() }, s.move.one)
          : null,
        h(
          'button',
          { type: 'button', class: 'danger', 'aria-label': s.close.of(name), onclick: () => void kick() },
          s.close.button,
        ),
        address
          ? h(
              'button',
              { type: 'button', class: 'danger', 'aria-label': s.bans.of(address), onclick: () => void ban() },
              s.bans.button,
            )
          : null,
      ),
    );

    async function move(): Promise<void> {
      if (await moveListeners(desk, channel, id)) await load(0);
    }

    async function kick(): Promise<void> {
      const answer = await ask({
        title: s.close.title(name),
        text: s.close.text,
        confirm: s.close.confirm,
        isDangerous: true,
        fields: [{ name: 'reason', label: s.connections.reason, maxLength: 200 }],
      });
      if (!answer) return;
      const body = { id, ...(answer.reason && { reason: answer.reason }) };
      if (await desk.change(s.close.done(name), 'POST', `${path}/kick`, body)) await load(0);
    }

    async function ban(): Promise<void> {
      const answer = await ask({
        title: s.bans.question(address!),
        text: s.bans.text,
        confirm: s.bans.confirm,
        isDangerous: true,
        fields: [
          { name: 'hours', label: s.bans.hours, hint: s.bans.hoursHint, value: '24', maxLength: 6 },
          { name: 'reason', label: s.connections.reason },
        ],
      });
      if (answer && (await desk.ban(address!, answer))) await load(0);
    }
  }

  return { node: h('div', {}, list, note, more), refresh: () => load(0) };
}
