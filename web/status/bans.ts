import { h, setText } from '../dom.js';
import { dateAndTime } from '../language.js';
import type { StatusBan } from './api.js';
import type { Desk } from './desk.js';
import { ask, hoursField } from './dialog.js';
import { s } from './language.js';

/** Who is banned. */
export function banList(desk: Desk): { readonly nodes: Node[]; set(bans: readonly StatusBan[]): void } {
  const list = h('ul', { class: 'people', 'aria-label': s.bans.title });
  const note = h('p', { class: 'quiet' }, '');

  function set(bans: readonly StatusBan[]): void {
    list.replaceChildren(...bans.map(row));
    list.hidden = bans.length === 0;
    setText(note, bans.length === 0 ? s.bans.none : '');
  }

  function row({ id, reason, expiresAt }: StatusBan): HTMLElement {
    const until = expiresAt === null ? s.bans.forEver : s.bans.until(dateAndTime(expiresAt));
    const value = id.replace(/^address:/, '');
    return h(
      'li',
      {},
      h('div', {}, h('strong', {}, value), h('span', { class: 'what' }, reason ? `${until}, ${reason}` : until)),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', 'aria-label': s.bans.liftOf(value), onclick: () => void lift() }, s.bans.lift),
      ),
    );

    async function lift(): Promise<void> {
      const answer = await ask({
        title: s.bans.liftTitle(value),
        text: s.bans.liftText,
        confirm: s.bans.liftConfirm,
      });
      if (answer) await desk.change(s.bans.lifted(value), 'DELETE', `bans/${encodeURIComponent(id)}`);
    }
  }

  async function add(): Promise<void> {
    const answer = await ask({
      title: s.bans.add,
      text: s.bans.addText,
      confirm: s.bans.button,
      isDangerous: true,
      fields: [
        { name: 'address', label: s.bans.address, isRequired: true },
        hoursField(),
        { name: 'reason', label: s.connections.reason },
      ],
    });
    if (answer) await desk.ban(answer.address!, answer);
  }

  const head = h(
    'div',
    { class: 'section' },
    h('h2', {}, s.bans.title),
    h('button', { type: 'button', onclick: () => void add() }, s.bans.add),
  );
  return { nodes: [head, note, list], set };
}
