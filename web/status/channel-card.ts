import { h, setText } from '../dom.js';
import { counted, decimal } from '../language.js';
import { kbps, time } from '../words.js';
import type { StatusChannel } from './api.js';
import { connectionList } from './connections.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { onAir, sourceState, standIn } from './format.js';
import { s } from './language.js';
import { moveListeners } from './move.js';
import { operatorTexts, setTitle } from './title.js';

/** One channel: what it is doing, and what the operator may do. */
export interface ChannelCard {
  readonly node: HTMLElement;
  set(channel: StatusChannel): void;
  /** Reads what changes all the time, where it is shown. */
  refresh(): void;
  readonly channel: StatusChannel;
  /** Whether it has what is looked for in its name or in what is on the air. @param text in small letters */
  matches(text: string): boolean;
}

/** Makes the card of a channel; `set` fills it in place, so that the focus stays where it is. */
export function channelCard(name: string, desk: Desk): ChannelCard {
  const path = `channels/${encodeURIComponent(name)}`;
  let now!: StatusChannel;
  const badges = Object.fromEntries(
    ['source', 'fallback', 'muted', 'recording', 'lagging'].map((key) => [
      key,
      h('span', { class: 'badge', hidden: true }, ''),
    ]),
  ) as Record<'source' | 'fallback' | 'muted' | 'recording' | 'lagging', HTMLElement>;
  const title = h('p', { class: 'now quiet', dir: 'auto' }, '');
  const fact = (label: string) => {
    const dd = h('dd', {}, '');
    return { row: h('div', {}, h('dt', {}, label), dd), set: (text: string) => setText(dd, text) };
  };
  const facts = {
    listeners: fact(s.channels.listeners),
    lag: fact(s.channels.lag),
    payload: fact(s.channels.payload),
    wire: fact(s.channels.wire),
  };
  const button = (text: string, act: () => void, extra: Record<string, string> = {}) =>
    h('button', { type: 'button', onclick: act, ...extra }, text);
  const mute = button(s.mute.button, () => void toggleMuted(), { 'aria-pressed': 'false' });
  const record = button(s.record.button, () => void toggleRecording(), { 'aria-pressed': 'false' });
  const giveBack = button(s.titles.giveBack, () => void clearTitle(), { 'aria-label': s.titles.giveBackOf(name) });
  const override = h('p', { class: 'override quiet', hidden: true }, h('span', {}, ''), giveBack);
  const open = h(
    'button',
    { type: 'button', class: 'opens', 'aria-expanded': 'false', 'aria-label': s.channels.openOf(name) },
    s.channels.open,
  );
  open.addEventListener('click', () => open.setAttribute('aria-expanded', String(node.classList.toggle('open'))));
  const people = connectionList(name, desk);
  people.node.hidden = true;
  const show = button(s.connections.button, () => toggleConnections(), { 'aria-expanded': 'false' });

  function toggleConnections(): void {
    people.node.hidden = !people.node.hidden;
    show.setAttribute('aria-expanded', String(!people.node.hidden));
    if (!people.node.hidden) void people.refresh();
  }

  async function toggleMuted(): Promise<void> {
    const muted = !now.isMuted;
    const answer = await ask({
      title: muted ? s.mute.title(name) : s.mute.endTitle(name),
      text: muted ? s.mute.text : s.mute.endText,
      confirm: muted ? s.mute.confirm : s.mute.end,
      isDangerous: muted,
    });
    if (answer) await desk.change(muted ? s.mute.done(name) : s.mute.ended(name), 'PUT', `${path}/mute`, { muted });
  }

  async function clearTitle(): Promise<void> {
    if (await desk.change(s.titles.cleared(name), 'DELETE', `${path}/title`))
      node.querySelector<HTMLElement>('.actions button')?.focus();
  }

  async function toggleRecording(): Promise<void> {
    const isRecording = now.isRecording;
    const answer = await ask({
      title: isRecording ? s.record.endTitle(name) : s.record.title(name),
      text: s.record.text,
      confirm: isRecording ? s.record.end : s.record.confirm,
    });
    if (!answer) return;
    const done = isRecording ? s.record.ended(name) : s.record.done(name);
    await desk.change(done, isRecording ? 'DELETE' : 'PUT', `${path}/recording`);
  }

  const node = h(
    'li',
    { class: 'card channel' },
    h('div', { class: 'headline' }, h('h3', {}, name), h('div', { class: 'badges' }, ...Object.values(badges)), open),
    title,
    override,
    h('dl', { class: 'facts' }, ...Object.values(facts).map(({ row }) => row)),
    h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': s.channels.actions(name) },
      mute,
      button(s.titles.button, () => void setTitle(desk, name, now)),
      record,
      button(s.move.all, () => void moveListeners(desk, name)),
      show,
    ),
    people.node,
  );
  const refresh = (): void => {
    if (!people.node.hidden) void people.refresh();
  };
  return {
    node,
    refresh,
    get channel() {
      return now;
    },
    matches: (text) => `${name} ${title.textContent}`.toLowerCase().includes(text),
    set(channel) {
      refresh();
      now = channel;
      const set = (badge: HTMLElement, text: string, tone: string): void => {
        badge.hidden = text === '';
        badge.dataset.tone = tone;
        setText(badge, text);
      };
      const lagging = channel.thinnedListeners + channel.skippedListeners;
      set(badges.source, ...sourceState(channel));
      set(badges.fallback, standIn(channel), 'none');
      set(badges.muted, channel.isMuted ? s.channels.muted : '', 'bad');
      set(badges.recording, channel.isRecording ? s.channels.recording : '', 'record');
      set(badges.lagging, lagging > 0 ? counted(s.channels.lagging, lagging) : '', 'warn');
      setText(title, onAir(channel));
      title.hidden = onAir(channel) === '';
      const texts = operatorTexts(channel);
      setText(override.firstElementChild!, texts.length > 0 ? s.titles.byOperator(texts.join(', ')) : '');
      override.hidden = texts.length === 0;
      facts.listeners.set(decimal(channel.listeners, 0));
      facts.lag.set(time(channel.maxLagMs).join(' '));
      facts.payload.set(s.channels.kbps(kbps(channel.sourcePayloadKbps)));
      facts.wire.set(s.channels.kbps(kbps(channel.sourceWireKbps)));
      mute.setAttribute('aria-pressed', String(channel.isMuted));
      record.setAttribute('aria-pressed', String(channel.isRecording));
    },
  };
}
