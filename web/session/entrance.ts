import { choice, h } from '../dom.js';
import { t } from '../language.js';
import { qualityText } from '../listen/quality.js';
import { keep, kept } from '../tab-storage.js';
import type { HostForm } from './desk.js';
import { s } from './language.js';
import { sourcePicker } from './source-picker.js';

const NAME = 'latentcast-session-name';

/** What is asked for before a session. */
export interface Entrance {
  readonly node: HTMLElement;
  show(isShown: boolean): void;
}

/** What the user wants. */
export interface EntranceHandlers {
  onJoin(link: string, name: string): void;
  onHost(form: HostForm): void;
}

/**
 * The forms that lead into a session.
 *
 * @param link the invitation that the page was opened with; null: it is asked for
 * @param wasHost whether this tab has hosted that session before
 */
export function entrance(link: string | null, wasHost: boolean, handlers: EntranceHandlers): Entrance {
  const cards = link === null ? [hostCard(handlers, false), joinCard(null, handlers)] : [joinCard(link, handlers)];
  if (wasHost) cards.unshift(hostCard(handlers, true));
  const node = h('div', { class: 'entrance' }, ...cards);
  return {
    node,
    show(isShown) {
      node.hidden = !isShown;
    },
  };
}

function joinCard(link: string | null, { onJoin }: EntranceHandlers): HTMLElement {
  const name = nameField('join-name');
  const field = h('input', {
    type: 'text',
    id: 'join-link',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    placeholder: 'https://…/#session=…',
  });
  return h(
    'form',
    {
      class: 'card',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        keepName(name);
        onJoin(link ?? field.value.trim(), name.value.trim());
      },
    },
    h('h2', {}, link === null ? s.entrance.joinTitle : s.entrance.invitedTitle),
    h('p', { class: 'quiet' }, link === null ? s.entrance.paste : s.entrance.invited),
    h(
      'div',
      { class: 'form' },
      h('label', { for: name.id, class: 'wide' }, s.entrance.name, name),
      link === null ? h('label', { for: field.id, class: 'wide' }, s.entrance.link, field) : null,
    ),
    h('p', { class: 'gap' }, h('button', { class: 'main', type: 'submit' }, s.entrance.join)),
  );
}

function hostCard({ onHost }: EntranceHandlers, isAgain: boolean): HTMLElement {
  const name = nameField('host-name');
  const picker = sourcePicker('host');
  const chosen = { mayControl: 'host' as 'host' | 'all', planes: 1 };
  return h(
    'form',
    {
      class: 'card',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        keepName(name);
        const source = picker.read();
        if (source) onHost({ ...chosen, name: name.value.trim(), source });
      },
    },
    h('h2', {}, isAgain ? s.entrance.againTitle : s.entrance.hostTitle),
    h('p', { class: 'quiet' }, isAgain ? s.entrance.againHint : s.entrance.hostHint),
    h('div', { class: 'form' }, h('label', { for: name.id, class: 'wide' }, s.entrance.name, name)),
    picker.node,
    h(
      'div',
      { class: 'controls gap' },
      choice(
        s.entrance.mayControl,
        'may-control',
        [
          ['host', s.entrance.onlyYou],
          ['all', s.entrance.everybody],
        ],
        'host',
        (value) => {
          chosen.mayControl = value;
        },
      ),
      choice(
        t.listen.quality,
        'session-planes',
        [
          ['1', qualityText(0, 1, undefined)],
          ['2', qualityText(1, 2, undefined)],
        ],
        '1',
        (value) => {
          chosen.planes = Number(value);
        },
      ),
    ),
    h(
      'p',
      { class: 'gap' },
      h('button', { class: 'main', type: 'submit' }, isAgain ? s.entrance.again : s.entrance.host),
    ),
  );
}

const nameField = (id: string): HTMLInputElement =>
  h('input', { type: 'text', id, required: true, maxlength: 64, autocomplete: 'nickname', value: kept(NAME) });

const keepName = (field: HTMLInputElement): void => keep(NAME, field.value.trim());
