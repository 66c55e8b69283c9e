import { h, setText } from '../dom.js';
import type { StatusConnection } from './api.js';
import type { Desk } from './desk.js';
import { ask, hoursField } from './dialog.js';
import { connectionText } from './format.js';
import { s } from './language.js';
import { moveListeners } from './move.js';

const PAGE = 50;
/** As many as the relay gives at once. */
const MOST = 1000;

/** The connections of one channel, in parts; `refresh` reads those that are shown again, and leaves the focus where it is. */
export function connectionList(channel: string, desk: Desk): { readonly node: HTMLElement; refresh(): Promise<void> } {
  const list = h('ul', { class: 'people', 'aria-label': s.connections.of(channel) });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const more = h('button', { type: 'button', hidden: true, onclick: () => void load(next ?? 0) }, s.connections.more);
  const path = `channels/${encodeURIComponent(channel)}`;
  let next: number | null = null;

  const rows = new Map<number, { readonly node: HTMLElement; set(connection: StatusConnection): void }>();

  async function load(after: number): Promise<void> {
    const limit = after === 0 ? Math.min(MOST, Math.max(PAGE, rows.size)) : PAGE;
    const page = await desk.read<{ connections: StatusConnection[]; next: number | null }>(
      `${path}/connections?limit=${limit}&after=${after}`,
    );
    if (!page) return;
    const ids = new Set(page.connections.map(({ id }) => id));
    for (const [id, { node }] of rows) {
      if (ids.has(id) || id <= after || (page.next !== null && id > page.next)) continue;
      node.remove();
      rows.delete(id);
    }
    for (const connection of page.connections) {
      const shown = rows.get(connection.id);
      if (shown) {
        shown.set(connection);
        continue;
      }
      const made = row(connection);
      rows.set(connection.id, made);
      const later = Math.min(...[...rows.keys()].filter((id) => id > connection.id));
      list.insertBefore(made.node, rows.get(later)?.node ?? null);
    }
    next = page.next;
    more.hidden = next === null;
    setText(note, list.childElementCount === 0 ? s.connections.none : '');
  }

  function row(connection: StatusConnection): { readonly node: HTMLElement; set(now: StatusConnection): void } {
    const { id, role, address } = connection;
    const what = h('span', { class: 'what' }, connectionText(connection));
    const name = role === 'source' ? s.connections.source(id) : s.connections.listener(id);
    const node = h(
      'li',
      {},
      h('div', {}, h('strong', {}, name), address ? ` ${address}` : '', what),
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
    return { node, set: (now) => setText(what, connectionText(now)) };

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
        fields: [hoursField(), { name: 'reason', label: s.connections.reason }],
      });
      if (answer && (await desk.ban(address!, answer))) await load(0);
    }
  }

  return { node: h('div', {}, list, note, more), refresh: () => load(0) };
}
