import { h, setText } from '../dom.js';
import { decimal } from '../language.js';
import { languageSwitch, translateFrame } from '../language-switch.js';
import { StatusApi, type StatusChannel, StatusError, type StatusTotals } from './api.js';
import { banList } from './bans.js';
import { type ChannelCard, channelCard } from './channel-card.js';
import { Desk } from './desk.js';
import { ask } from './dialog.js';
import { s } from './language.js';
import { nodeList } from './nodes.js';
import { chooser, comparing, isOfKind } from './order.js';
import { overview } from './overview.js';
import { session } from './session.js';

const REFRESH_MS = 2000;
/** With more channels than this there is a field that finds them. */
const FEW_CHANNELS = 8;
const main = document.getElementById('main')!;

/** Asks for the token, and where it is for a single channel only, for that. */
function showSignIn(why: string): void {
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  session.token = '';
  session.channel = '';
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' });
  const only = h('input', { type: 'text', maxlength: 64, autocomplete: 'off', spellcheck: 'false' });
  const onlyField = h('label', { hidden: true }, s.signIn.channel, h('small', {}, s.signIn.channelHint), only);
  const submit = h('button', { type: 'submit', class: 'main' }, s.signIn.submit);
  const alert = h('div', { class: 'alert', role: 'alert' }, why);
  const form = h(
    'form',
    { class: 'card', onsubmit: (event: SubmitEvent) => void signIn(event) },
    h('div', { class: 'form' }, h('label', {}, s.signIn.field, input), onlyField),
    h('p', { class: 'gap' }, submit),
    h('p', { class: 'quiet' }, s.signIn.kept),
  );
  async function signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const token = input.value.trim();
    const channel = only.value.trim();
    submit.disabled = true;
    try {
      await new StatusApi(token).call('GET', channel ? pathOf(channel) : 'stats');
      session.token = token;
      session.channel = channel;
      showStatus(token, channel);
    } catch (error) {
      setText(alert, (error as Error).message);
      if (error instanceof StatusError && error.status === 403) onlyField.hidden = false;
      (onlyField.hidden ? input : only).focus();
    }
    submit.disabled = false;
  }
  main.replaceChildren(h('div', { class: 'sign-in' }, h('h1', {}, s.title), alert, form));
  input.focus();
}

const pathOf = (channel: string): string => `channels/${encodeURIComponent(channel)}`;

/** Shows the relay, or one channel, until the token does not suffice any more. @param only empty for the whole relay */
function showStatus(token: string, only: string): void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const desk = new Desk(
    new StatusApi(token),
    () => void refresh(),
    (why) => {
      leave();
      showSignIn(why);
    },
  );
  // A page in the background is not given its time: what it shows is read anew as soon as it is looked at.
  const onSeen = (): void => {
    if (document.visibilityState === 'visible') void refresh();
  };
  document.addEventListener('visibilitychange', onSeen);
  const leave = (): void => {
    isOver = true;
    clearTimeout(timer);
    desk.close();
    document.removeEventListener('visibilitychange', onSeen);
  };
  const figures = overview();
  const bans = banList(desk);
  const nodes = nodeList(desk);
  const cards = new Map<string, ChannelCard>();
  const list = h('ul', { class: 'channels', 'aria-label': s.channels.title });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const finder = h('input', {
    type: 'search',
    'aria-label': s.channels.find,
    placeholder: s.channels.find,
  });
  finder.addEventListener('input', () => find());
  const order = chooser(s.channels.order, s.channels.orders, () => sort());
  const which = chooser(s.channels.which, s.channels.kinds, () => find());
  const tools = h('div', { class: 'tools', hidden: true }, finder, which.node, order.node);
  const version = h('p', { class: 'quiet gap' }, '');

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    if (only) {
      const channel = await desk.read<StatusChannel>(pathOf(only));
      if (channel && !isOver) showChannels([channel]);
    } else {
      const totals = await desk.read<StatusTotals>('stats');
      const answer = totals && (await desk.read<{ channels: StatusChannel[] }>('channels'));
      if (answer && !isOver) {
        figures.set(totals, answer.channels);
        showChannels(answer.channels);
        setText(version, `Latentcast ${totals.version}`);
        await bans.refresh();
        await nodes.refresh();
      }
    }
    if (isOver) return;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), REFRESH_MS);
  }

  function showChannels(channels: readonly StatusChannel[]): void {
    for (const [name, card] of cards) {
      if (channels.some(({ channel }) => channel === name)) continue;
      card.node.remove();
      cards.delete(name);
    }
    for (const channel of channels) {
      let card = cards.get(channel.channel);
      if (!card) {
        card = channelCard(channel.channel, desk);
        cards.set(channel.channel, card);
      }
      card.set(channel);
    }
    tools.hidden = channels.length <= FEW_CHANNELS && finder.value === '' && which.value === 'all';
    // Nothing moves away from under whoever is about to use it, unless it must be shown.
    if (list.childElementCount < cards.size || !list.matches(':hover, :focus-within')) sort();
    find();
  }

  function sort(): void {
    const focused = document.activeElement;
    const compare = comparing(order.value);
    [...cards.values()]
      .sort((a, b) => compare(a.channel, b.channel))
      .forEach(({ node }, place) => {
        if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
      });
    if (focused !== document.activeElement && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  function find(): void {
    const text = finder.value.trim().toLowerCase();
    let shown = 0;
    for (const { node, channel, matches } of cards.values()) {
      node.hidden = !matches(text) || !isOfKind(which.value, channel);
      if (!node.hidden) shown++;
    }
    // Of many each takes a line, and shows what can be done to it when it is asked.
    list.classList.toggle('many', shown > FEW_CHANNELS);
    const count = shown < cards.size ? s.channels.shown(decimal(shown, 0), decimal(cards.size, 0)) : '';
    setText(note, shown > 0 ? count : cards.size === 0 ? s.channels.none : s.channels.notFound);
  }

  async function reload(): Promise<void> {
    const answer = await ask({
      title: s.reload.title,
      text: s.reload.text,
      confirm: s.reload.confirm,
    });
    if (!answer) return;
    const report = await desk.try<{ changed: string[] }>('POST', 'reload');
    if (report)
      setText(desk.node, report.changed.length > 0 ? s.reload.changed(report.changed.join(', ')) : s.reload.nothing);
  }

  main.replaceChildren(
    h(
      'div',
      { class: 'headline' },
      h('h1', {}, s.title),
      h(
        'div',
        { class: 'actions' },
        only ? null : h('button', { type: 'button', onclick: () => void reload() }, s.reload.button),
        h(
          'button',
          {
            type: 'button',
            onclick: () => {
              leave();
              showSignIn('');
            },
          },
          s.signIn.out,
        ),
      ),
    ),
    desk.node,
    desk.alert,
    desk.stale,
    ...(only ? [] : [...figures.nodes, nodes.node]),
    h('div', { class: 'section' }, h('h2', {}, s.channels.title), tools),
    note,
    list,
    ...(only ? [] : bans.nodes),
    version,
  );
  main.focus({ preventScroll: true });
  void refresh();
}

const { site } = s;
document.title = `${site.status} · Latentcast`;
translateFrame(site, [site.channels, site.broadcast, site.session, site.status]);
document.body.append(languageSwitch(site.language, () => location.reload()));
if (session.token) showStatus(session.token, session.channel);
else showSignIn('');
