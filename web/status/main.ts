import { h, setText } from '../dom.js';
import { languageSwitch, translateFrame } from '../language-switch.js';
import { StatusApi, type StatusChannel, type StatusTotals } from './api.js';
import { banList } from './bans.js';
import { type ChannelCard, channelCard } from './channel-card.js';
import { Desk } from './desk.js';
import { ask } from './dialog.js';
import { s } from './language.js';
import { overview } from './overview.js';
import { session } from './session.js';

const REFRESH_MS = 2000;
const main = document.getElementById('main')!;

/** Asks for the token. */
function showSignIn(why: string): void {
  session.token = '';
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' });
  const alert = h('div', { class: 'alert', role: 'alert' }, why);
  const form = h(
    'form',
    { class: 'card', onsubmit: (event: SubmitEvent) => void signIn(event) },
    h('div', { class: 'form' }, h('label', {}, s.signIn.field, input)),
    h('p', { class: 'gap' }, h('button', { type: 'submit', class: 'main' }, s.signIn.submit)),
    h('p', { class: 'quiet' }, s.signIn.kept),
  );
  async function signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const token = input.value.trim();
    try {
      await new StatusApi(token).call('GET', 'stats');
      session.token = token;
      showStatus(token);
    } catch (error) {
      setText(alert, (error as Error).message);
      input.focus();
    }
  }
  main.replaceChildren(h('div', { class: 'sign-in' }, h('h1', {}, s.title), alert, form));
  input.focus();
}

/** Shows the relay until the token does not suffice any more. */
function showStatus(token: string): void {
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
  const leave = (): void => {
    isOver = true;
    clearTimeout(timer);
  };
  const figures = overview();
  const bans = banList(desk);
  const cards = new Map<string, ChannelCard>();
  const list = h('ul', { class: 'channels', 'aria-label': s.channels.title });
  const note = h('p', { class: 'quiet' }, '');
  const version = h('p', { class: 'quiet gap' }, '');

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    const totals = await desk.try<StatusTotals>('GET', 'stats');
    const answer = totals && (await desk.try<{ channels: StatusChannel[] }>('GET', 'channels'));
    if (isOver) return;
    if (answer) {
      figures.set(totals, answer.channels);
      showChannels(answer.channels);
      setText(version, `Latentcast ${totals.version}`);
    }
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
        list.append(card.node);
      }
      card.set(channel);
    }
    setText(note, channels.length === 0 ? s.channels.none : '');
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
        h('button', { type: 'button', onclick: () => void reload() }, s.reload.button),
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
    ...figures.nodes,
    h('div', { class: 'section' }, h('h2', {}, s.channels.title)),
    note,
    list,
    ...bans.nodes,
    version,
  );
  main.focus({ preventScroll: true });
  void refresh();
  void bans.refresh();
}

const { site } = s;
document.title = `${site.status} · Latentcast`;
translateFrame(site, [site.channels, site.broadcast, site.session, site.status]);
document.body.append(languageSwitch(site.language, () => location.reload()));
if (session.token) showStatus(session.token);
else showSignIn('');
