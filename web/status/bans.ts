import { h, setText } from '../dom.js';
import type { StatusBan } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';

/** Who is banned; `refresh` reads the list again. */
export function banList(desk: Desk): { readonly nodes: Node[]; refresh(): Promise<void> } {
  const list = h('ul', { class: 'people', 'aria-label': 'Bans' });
  const note = h('p', { class: 'quiet' }, '');
  let shown = '';

  async function refresh(): Promise<void> {
    const answer = await desk.try<{ bans: StatusBan[] }>('GET', 'bans');
    if (!answer) return;
    const text = JSON.stringify(answer.bans);
    if (text === shown) return;
    shown = text;
    list.replaceChildren(...answer.bans.map(row));
    list.hidden = answer.bans.length === 0;
    setText(note, answer.bans.length === 0 ? 'Nobody is banned.' : '');
  }

  function row({ id, reason, expiresAt }: StatusBan): HTMLElement {
    const until = expiresAt === null ? 'for ever' : `until ${new Date(expiresAt).toLocaleString()}`;
    const value = id.replace(/^address:/, '');
    return h(
      'li',
      {},
      h('div', {}, h('strong', {}, value), h('span', { class: 'what' }, reason ? `${until}, ${reason}` : until)),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', 'aria-label': `Lift the ban of ${value}`, onclick: () => void lift() }, 'Lift'),
      ),
    );

    async function lift(): Promise<void> {
      const answer = await ask({
        title: `Lift the ban of ${value}?`,
        text: 'It may connect again.',
        confirm: 'Lift it',
      });
      if (answer && (await desk.change(`${value} is banned no more.`, 'DELETE', `bans/${encodeURIComponent(id)}`)))
        await refresh();
    }
  }

  async function add(): Promise<void> {
    const answer = await ask({
      title: 'Ban an address',
      text: 'An address or a subnet, such as 203.0.113.0/24 or 2001:db8::/48. Whoever is connected from there is closed.',
      confirm: 'Ban',
      isDangerous: true,
      fields: [
        { name: 'address', label: 'Address' },
        { name: 'hours', label: 'Hours', hint: 'Empty: for ever', value: '24', maxLength: 6 },
        { name: 'reason', label: 'Reason (optional)' },
      ],
    });
    if (answer && (await desk.ban(answer.address!, answer))) await refresh();
  }

  const head = h(
    'div',
    { class: 'section' },
    h('h2', {}, 'Bans'),
    h('button', { type: 'button', onclick: () => void add() }, 'Ban an address'),
  );
  return { nodes: [head, note, list], refresh };
}
