import { h, setText } from '../dom.js';
import type { StatusConnection } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { connectionText } from './format.js';
import { moveListeners } from './move.js';

const PAGE = 50;

/** The connections of one channel, in parts; `refresh` reads the first part again. */
export function connectionList(channel: string, desk: Desk): { readonly node: HTMLElement; refresh(): Promise<void> } {
  const list = h('ul', { class: 'people', 'aria-label': `Connections of ${channel}` });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const more = h('button', { type: 'button', hidden: true, onclick: () => void load(next ?? 0) }, 'Show more');
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
    setText(note, list.childElementCount === 0 ? 'Nobody is connected.' : '');
  }

  function row(connection: StatusConnection): HTMLElement {
    const { id, role, address } = connection;
    const name = `${role === 'source' ? 'Source' : 'Listener'} ${id}`;
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
          ? h('button', { type: 'button', 'aria-label': `Move ${name}`, onclick: () => void move() }, 'Move')
          : null,
        h(
          'button',
          { type: 'button', class: 'danger', 'aria-label': `Close ${name}`, onclick: () => void kick() },
          'Close',
        ),
        address
          ? h(
              'button',
              { type: 'button', class: 'danger', 'aria-label': `Ban ${address}`, onclick: () => void ban() },
              'Ban',
            )
          : null,
      ),
    );

    async function move(): Promise<void> {
      if (await moveListeners(desk, channel, id)) await load(0);
    }

    async function kick(): Promise<void> {
      const answer = await ask({
        title: `Close ${name}?`,
        text: 'It is told the reason, and does not connect again by itself.',
        confirm: 'Close it',
        isDangerous: true,
        fields: [{ name: 'reason', label: 'Reason (optional)', maxLength: 200 }],
      });
      if (!answer) return;
      const body = { id, ...(answer.reason && { reason: answer.reason }) };
      if (await desk.change(`${name} is closed.`, 'POST', `${path}/kick`, body)) await load(0);
    }

    async function ban(): Promise<void> {
      const answer = await ask({
        title: `Ban ${address}?`,
        text: 'Nobody at this address may publish or listen. Whoever is connected from there is closed.',
        confirm: 'Ban it',
        isDangerous: true,
        fields: [
          { name: 'hours', label: 'Hours', hint: 'Empty: for ever', value: '24', maxLength: 6 },
          { name: 'reason', label: 'Reason (optional)' },
        ],
      });
      if (answer && (await desk.ban(address!, answer))) await load(0);
    }
  }

  return { node: h('div', {}, list, note, more), refresh: () => load(0) };
}
