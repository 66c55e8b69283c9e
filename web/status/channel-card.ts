import { h, setText } from '../dom.js';
import { time } from '../words.js';
import type { StatusChannel } from './api.js';
import { connectionList } from './connections.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { onAir, sourceState } from './format.js';
import { moveListeners } from './move.js';

/** One channel: what it is doing, and what the operator may do. */
export interface ChannelCard {
  readonly node: HTMLElement;
  set(channel: StatusChannel): void;
}

/** Makes the card of a channel; `set` fills it in place, so that the focus stays where it is. */
export function channelCard(name: string, desk: Desk): ChannelCard {
  const path = `channels/${encodeURIComponent(name)}`;
  let now: StatusChannel | null = null;
  const badges = Object.fromEntries(
    ['source', 'muted', 'recording', 'lagging'].map((key) => [key, h('span', { class: 'badge', hidden: true }, '')]),
  ) as Record<'source' | 'muted' | 'recording' | 'lagging', HTMLElement>;
  const title = h('p', { class: 'now quiet' }, '');
  const fact = (label: string) => {
    const dd = h('dd', {}, '');
    return { row: h('div', {}, h('dt', {}, label), dd), set: (text: string) => setText(dd, text) };
  };
  const facts = {
    listeners: fact('Listeners'),
    lag: fact('Largest lag'),
    payload: fact('Payload'),
    wire: fact('On the wire'),
  };
  const button = (text: string, act: () => void, extra: Record<string, string> = {}) =>
    h('button', { type: 'button', onclick: act, ...extra }, text);
  const mute = button('Mute', () => void toggleMuted(), { 'aria-pressed': 'false' });
  const record = button('Record', () => void toggleRecording(), { 'aria-pressed': 'false' });
  const people = connectionList(name, desk);
  people.node.hidden = true;
  const show = button('Connections', () => toggleConnections(), { 'aria-expanded': 'false' });

  function toggleConnections(): void {
    people.node.hidden = !people.node.hidden;
    show.setAttribute('aria-expanded', String(!people.node.hidden));
    if (!people.node.hidden) void people.refresh();
  }

  async function toggleMuted(): Promise<void> {
    const muted = !now?.isMuted;
    const answer = await ask({
      title: muted ? `Mute ${name}?` : `End muting ${name}?`,
      text: muted
        ? 'Listeners receive silence in place of the source, until you end it; a recording does, too.'
        : 'Listeners hear the source again.',
      confirm: muted ? 'Mute' : 'End muting',
      isDangerous: muted,
    });
    if (answer) await desk.change(`${name} is ${muted ? 'muted' : 'not muted'}.`, 'PUT', `${path}/mute`, { muted });
  }

  async function setTitle(): Promise<void> {
    const { title: text, artist, station } = now?.metadata ?? {};
    const answer = await ask({
      title: `Title of ${name}`,
      text: 'Shown to listeners in place of what the source states. All empty: the source’s own again.',
      confirm: 'Set',
      fields: [
        { name: 'title', label: 'Title', value: text ?? '' },
        { name: 'artist', label: 'Artist', value: artist ?? '' },
        { name: 'station', label: 'Station', value: station ?? '' },
      ],
    });
    if (!answer) return;
    const stated = Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== ''));
    if (Object.keys(stated).length === 0)
      await desk.change(`The source states the title of ${name}.`, 'DELETE', `${path}/title`);
    else await desk.change(`The title of ${name} is set.`, 'PUT', `${path}/title`, stated);
  }

  async function toggleRecording(): Promise<void> {
    const isRecording = now?.isRecording ?? false;
    const answer = await ask({
      title: isRecording ? `End the recording of ${name}?` : `Record ${name}?`,
      text: 'Recordings are .lc files in the folder that the relay’s configuration names.',
      confirm: isRecording ? 'End it' : 'Record',
    });
    if (!answer) return;
    const done = isRecording ? `The recording of ${name} has ended.` : `${name} is being recorded.`;
    await desk.change(done, isRecording ? 'DELETE' : 'PUT', `${path}/recording`);
  }

  const node = h(
    'li',
    { class: 'card channel' },
    h('div', { class: 'headline' }, h('h3', {}, name), h('div', { class: 'badges' }, ...Object.values(badges))),
    title,
    h('dl', { class: 'facts' }, ...Object.values(facts).map(({ row }) => row)),
    h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': `Actions on ${name}` },
      mute,
      button('Title', () => void setTitle()),
      record,
      button('Move listeners', () => void moveListeners(desk, name)),
      show,
    ),
    people.node,
  );
  return {
    node,
    set(channel) {
      now = channel;
      const set = (badge: HTMLElement, text: string, tone: string): void => {
        badge.hidden = text === '';
        badge.dataset.tone = tone;
        setText(badge, text);
      };
      const lagging = channel.thinnedListeners + channel.skippedListeners;
      set(badges.source, ...sourceState(channel));
      set(badges.muted, channel.isMuted ? 'Muted' : '', 'bad');
      set(badges.recording, channel.isRecording ? 'Recording' : '', 'good');
      set(badges.lagging, lagging > 0 ? `${lagging} lag` : '', 'warn');
      setText(title, onAir(channel));
      title.hidden = onAir(channel) === '';
      facts.listeners.set(String(channel.listeners));
      facts.lag.set(time(channel.maxLagMs).join(' '));
      facts.payload.set(`${channel.sourcePayloadKbps.toFixed(2)} kbit/s`);
      facts.wire.set(`${channel.sourceWireKbps.toFixed(2)} kbit/s`);
      mute.setAttribute('aria-pressed', String(channel.isMuted));
      record.setAttribute('aria-pressed', String(channel.isRecording));
    },
  };
}
