import { type ChannelInfo, titleLine } from 'latentcast/browser';
import type { ChannelFacts } from '../channel-facts.js';
import { cover } from '../cover.js';
import { badge, h, setText } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { counted, t, timeOfDay } from '../language.js';
import { describe, plain } from '../words.js';
import { type ListenState, nowPlaying, type PlayAction, playAction, playLabel, standIn } from './state.js';

const ICONS = { play: 'play', resume: 'play', stop: 'stop' } as const satisfies Record<PlayAction, string>;

/** The control that starts and stops, and what plays. */
export interface Stage {
  readonly node: HTMLElement;
  readonly title: string;
  /** @param facts null before the relay has answered, and where it knows no such channel */
  show(state: ListenState, facts: ChannelFacts | null): void;
  /** Shows how loud it is. @param levelDb of full scale */
  setLevel(levelDb: number): void;
}

/** Levels at which the ring round the control is smallest and largest, dB of full scale. */
const RING_DB = [-55, -12] as const;

/** @param onToggle called at a click of the control */
export function stage(channel: string, onToggle: () => void): Stage {
  const play = h('button', { class: 'main play', type: 'button', onclick: onToggle }, icon('play'));
  const tile = cover(channel, play);
  const heading = h('h1', { dir: 'auto' }, channel);
  const now = h('p', { class: 'now', dir: 'auto', 'aria-live': 'polite' });
  const about = aboutLine();
  const facts = h('span', { class: 'quiet facts' });
  const instead = h('p', { class: 'quiet', dir: 'auto', role: 'status' });
  const status = badge();
  let title = channel;
  let ring = 0;
  const setTitle = (text: string): void => {
    title = plain(text);
    setText(heading, title);
  };
  return {
    node: h(
      'div',
      { class: 'stage' },
      tile,
      h('div', { class: 'what' }, h('div', { class: 'state' }, status.node, facts), heading, now, instead, about.node),
    ),
    get title() {
      return title;
    },
    show(state, known) {
      status.set(describe(state), state.why);
      const label = playLabel(state);
      if (play.getAttribute('aria-label') !== label) play.setAttribute('aria-label', label);
      play.title = label;
      setIcon(play, ICONS[playAction(state)]);
      play.disabled = !state.isSupported;
      tile.classList.toggle('sounds', state.status === 'live' && !state.isMuted);
      // Before the click, what the relay states is shown.
      const isOver = state.status === 'ended' || state.status === 'waiting';
      const metadata = titleLine(state.metadata) || isOver || !known?.metadata ? state.metadata : known.metadata;
      setText(now, nowPlaying({ status: state.status, metadata }));
      now.title = now.textContent ?? '';
      setText(instead, plain(standIn(state, channel)));
      if (state.channel) {
        setTitle(state.channel.info.title ?? channel);
        about.show(state.channel.info, channel);
      } else if (known?.title) setTitle(known.title);
      const listeners = state.listeners ?? known?.listeners ?? 0;
      const parts = [
        state.channel?.startedAtMs && (state.status === 'live' || state.status === 'ready')
          ? t.listen.since(timeOfDay(state.channel.startedAtMs))
          : '',
        listeners > 0 ? counted(t.listen.listeners, listeners) : '',
      ];
      setText(facts, parts.filter(Boolean).join(' · '));
    },
    setLevel(levelDb) {
      const [low, high] = RING_DB;
      const next = Math.round(20 * Math.min(1, Math.max(0, (levelDb - low) / (high - low)))) / 20;
      if (next === ring) return;
      ring = next;
      tile.style.setProperty('--level', String(next));
    },
  };
}

/** Name, genre, description and page of a channel, as the relay states them. */
function aboutLine(): { readonly node: HTMLElement; show(info: ChannelInfo, channel: string): void } {
  const node = h('p', { class: 'quiet about' });
  let shown = '';
  return {
    node,
    show({ title, description, genre, url }, channel) {
      const texts = [title !== undefined && channel, genre, description].filter(Boolean) as string[];
      const text = JSON.stringify([texts, url]);
      if (text === shown) return;
      shown = text;
      const link = url === undefined ? [] : [h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, url)];
      const parts = [...texts.map((each) => h('bdi', {}, plain(each))), ...link];
      node.replaceChildren(...parts.flatMap((part, i) => (i > 0 ? [' · ', part] : [part])));
    },
  };
}
