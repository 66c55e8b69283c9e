import { h, setText } from '../dom.js';
import { decimal } from '../language.js';
import { languageSwitch, translateFrame } from '../language-switch.js';
import { StatusApi, type StatusChanges, type StatusChannel, StatusError, type StatusTotals } from './api.js';
import { banList } from './bans.js';
import { type ChannelCard, channelCard } from './channel-card.js';
import { Desk } from './desk.js';
import { ask } from './dialog.js';
import { eventList } from './events.js';
import { ListenerSamples } from './history.js';
import { s } from './language.js';
import { Live } from './live.js';
import { nodeList } from './nodes.js';
import { chooser, comparing, isOfKind } from './order.js';
import { overview } from './overview.js';
import { askForToken } from './renew.js';
import { session } from './session.js';

/** What changes all the time of connections that are shown is read at this interval. */
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
      await check(new StatusApi(token), channel);
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

/** @param only empty for the whole relay */
const watchPath = (only: string): string => (only ? `channels/${encodeURIComponent(only)}/watch` : 'watch');

/** Resolves where a token suffices. @throws StatusError */
const check = (api: StatusApi, only: string): Promise<unknown> =>
  api.call('GET', only ? `${watchPath(only)}?waitMs=0` : 'stats');

/** Shows the relay, or one channel, until the token does not suffice any more. @param only empty for the whole relay */
function showStatus(token: string, only: string): void {
  const api = new StatusApi(token, async (why) => {
    desk.isRenewing = true;
    const renewed = await askForToken(why, (other) => check(other, only));
    if (renewed !== null) session.token = renewed;
    desk.isRenewing = false;
    return renewed;
  });
  const desk: Desk = new Desk(api, () => signOut());
  const signOut = (): void => {
    live.close();
    desk.close();
    showSignIn('');
  };
  const figures = overview();
  const bans = banList(desk);
  const nodes = nodeList(desk);
  const events = eventList(desk, only);
  const history = new ListenerSamples();
  const channels = new Map<string, StatusChannel>();
  let eventsSeen = -1;
  let refreshedMs = 0;
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

  function take(changes: StatusChanges): void {
    if (changes.isWhole) channels.clear();
    for (const name of changes.gone) channels.delete(name);
    for (const channel of changes.channels) channels.set(channel.channel, channel);
    for (const figures of changes.figures) {
      const known = channels.get(figures.channel);
      if (known) channels.set(figures.channel, { ...known, ...figures });
    }
    showChannels(new Set([...changes.channels, ...changes.figures].map(({ channel }) => channel)));
    if (changes.totals) {
      const { listeners } = changes.totals;
      history.add({ atMs: changes.nowMs, listeners });
      figures.set(changes.totals, changes.nowMs, history.now, channels.values());
    }
    if (changes.bans) bans.set(changes.bans);
    if (changes.nodes) nodes.set(changes.nodes);
    if (changes.isWhole && !only) void begin(changes);
    // A relay that was started again counts anew.
    if (changes.events !== eventsSeen || changes.isWhole) void events.refresh();
    eventsSeen = changes.events;
    if (performance.now() - refreshedMs < REFRESH_MS) return;
    refreshedMs = performance.now();
    for (const card of cards.values()) card.refresh();
  }

  /** What is asked for once: the last hour, and which version it is. */
  async function begin({ nowMs, totals }: StatusChanges): Promise<void> {
    const stats = await desk.read<StatusTotals>('stats');
    if (!stats) return;
    history.begin(stats.history);
    figures.set({ ...totals, ...stats }, nowMs, history.now, channels.values());
    setText(version, `Latentcast ${stats.version}`);
  }

  /** @param changed names of channels that are not as they were shown */
  function showChannels(changed: ReadonlySet<string>): void {
    let isSame = changed.size === 0;
    for (const [name, card] of cards) {
      if (channels.has(name)) continue;
      card.node.remove();
      cards.delete(name);
      isSame = false;
    }
    for (const name of changed) {
      const channel = channels.get(name);
      if (!channel) continue;
      let card = cards.get(name);
      if (!card) {
        card = channelCard(name, desk);
        cards.set(name, card);
      }
      card.set(channel);
    }
    if (isSame && note.textContent !== '') return;
    tools.hidden = channels.size <= FEW_CHANNELS && finder.value === '' && which.value === 'all';
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
            onclick: signOut,
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
    ...events.nodes,
    version,
  );
  main.focus({ preventScroll: true });
  const live = new Live(api, desk, watchPath(only), take);
}

const { site } = s;
document.title = `${site.status} · Latentcast`;
translateFrame(site, [site.channels, site.broadcast, site.session, site.status]);
document.body.append(languageSwitch(site.language, () => location.reload()));
if (session.token) showStatus(session.token, session.channel);
else showSignIn('');
