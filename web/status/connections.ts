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

interface Row {
  readonly node: HTMLElement;
  readonly role: StatusConnection['role'];
  /** Sources stand before listeners, and of each those that came first. */
  readonly rank: number;
  set(now: StatusConnection): void;
}

/** The connections of one channel, its source first, listeners in parts; `refresh` reads those that are shown again, and leaves the focus where it is. */
export function connectionList(channel: string, desk: Desk): { readonly node: HTMLElement; refresh(): Promise<void> } {
  const list = h('ul', { class: 'people', 'aria-label': s.connections.of(channel) });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const more = h('button', { type: 'button', hidden: true, onclick: () => void load(next ?? 0) }, s.connections.more);
  const path = `channels/${encodeURIComponent(channel)}`;
  let next: number | null = null;

  const rows = new Map<number, Row>();
  let loading: Promise<void> | null = null;

  /** What is shown, read again; asked for twice at a time it is read once. */
  function refresh(): Promise<void> {
    loading ??= load(0).finally(() => {
      loading = null;
    });
    return loading;
  }

  async function load(after: number): Promise<void> {
    const limit = after === 0 ? Math.min(MOST, Math.max(PAGE, rows.size)) : PAGE;
    const read = (query: string) =>
      desk.read<{ connections: StatusConnection[]; next: number | null }>(`${path}/connections?${query}`);
    const sources = await read('role=source');
    const page = sources && (await read(`role=listener&limit=${limit}&after=${after}`));
    if (!page) return;
    // Whoever the relay has no more, as far as it was asked.
    const there = new Set([...sources.connections, ...page.connections].map(({ id }) => id));
    for (const [id, { node, role }] of rows) {
      if (there.has(id) || (role === 'listener' && (id <= after || (page.next !== null && id > page.next)))) continue;
      node.remove();
      rows.delete(id);
    }
    for (const connection of [...sources.connections, ...page.connections]) {
      const { id } = connection;
      const shown = rows.get(id);
      if (shown) {
        shown.set(connection);
        continue;
      }
      const made = row(connection);
      rows.set(id, made);
      const later = [...rows.values()].filter(({ rank }) => rank > made.rank).sort((a, b) => a.rank - b.rank);
      list.insertBefore(made.node, later[0]?.node ?? null);
    }
    next = page.next;
    more.hidden = next === null;
    setText(note, list.childElementCount === 0 ? s.connections.none : '');
  }

  function row(connection: StatusConnection): Row {
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
    const rank = role === 'source' ? id - Number.MAX_SAFE_INTEGER : id;
    return { node, role, rank, set: (now) => setText(what, connectionText(now)) };

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

  return { node: h('div', {}, list, note, more), refresh };
}
