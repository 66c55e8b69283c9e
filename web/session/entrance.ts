import { choice, h } from '../dom.js';
import { keep, kept } from '../tab-storage.js';
import type { HostForm } from './desk.js';
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
    h('h2', {}, link === null ? 'Join a session' : 'You are invited to a listening session'),
    h(
      'p',
      { class: 'quiet' },
      link === null
        ? 'Paste the link that you were given.'
        : 'You hear what the host plays, at the same moment as everybody else. The sound is encrypted between those who have the link.',
    ),
    h(
      'div',
      { class: 'form' },
      h('label', { for: name.id, class: 'wide' }, 'Your name', name),
      link === null ? h('label', { for: field.id, class: 'wide' }, 'Link', field) : null,
    ),
    h('p', { class: 'gap' }, h('button', { class: 'main', type: 'submit' }, 'Join')),
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
    h('h2', {}, isAgain ? 'You have hosted this session' : 'Host a session'),
    h(
      'p',
      { class: 'quiet' },
      isAgain
        ? 'Choose what to play and start: those who are still there hear it from you again.'
        : 'Play something for your friends: everybody hears it at the same moment. You get a link to send to them.',
    ),
    h('div', { class: 'form' }, h('label', { for: name.id, class: 'wide' }, 'Your name', name)),
    picker.node,
    h(
      'div',
      { class: 'controls gap' },
      choice(
        'Who may pause and skip',
        'may-control',
        [
          ['host', 'Only you'],
          ['all', 'Everybody'],
        ],
        'host',
        (value) => {
          chosen.mayControl = value;
        },
      ),
      choice(
        'Quality',
        'session-planes',
        [
          ['1', '1 plane'],
          ['2', '2 planes'],
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
      h('button', { class: 'main', type: 'submit' }, isAgain ? 'Host again' : 'Start the session'),
    ),
  );
}

const nameField = (id: string): HTMLInputElement =>
  h('input', { type: 'text', id, required: true, maxlength: 64, autocomplete: 'nickname', value: kept(NAME) });

const keepName = (field: HTMLInputElement): void => keep(NAME, field.value.trim());
