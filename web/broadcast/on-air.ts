import { watchFacts } from '../channel-facts.js';
import { h, setText } from '../dom.js';
import { counted, t } from '../language.js';
import { channelLink } from '../relay-url.js';
import { shareButton } from '../share/button.js';
import { duration } from '../words.js';
import { type BroadcastState, onAirSinceMs } from './state.js';

const FACTS_EVERY_MS = 2000;
const TICK_MS = 1000;

/** What matters while on the air: for how long, who listens, and what to hand on. */
export interface OnAirStrip {
  readonly node: HTMLElement;
  show(state: Pick<BroadcastState, 'status' | 'liveChannel' | 'liveSinceMs'>): void;
  close(): void;
}

/** A strip that is hidden until the channel is on the air. */
export function onAirStrip(): OnAirStrip {
  const elapsed = h('span', { class: 'time' });
  const listeners = h('span', {});
  const link = h('p', { class: 'link', 'aria-live': 'polite' });
  const share = shareButton(
    () => channel ?? '',
    () => title,
  );
  const node = h(
    'div',
    { class: 'on-air' },
    h('div', { class: 'row' }, h('b', {}, elapsed), listeners),
    h('div', { class: 'row' }, link, share.button),
    share.place,
  );
  node.hidden = true;
  let channel: string | null = null;
  let title = '';
  let sinceMs: number | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let watch: ReturnType<typeof watchFacts> | null = null;
  const tick = (): void => {
    const text = sinceMs === null ? '' : t.broadcast.onAirFor(duration((Date.now() - sinceMs) / 1000));
    setText(elapsed, channel !== null && sinceMs === null ? t.broadcast.interrupted : text);
  };
  const end = (): void => {
    clearInterval(timer);
    watch?.close();
    watch = null;
  };
  return {
    node,
    show(state) {
      const { liveChannel } = state;
      const liveSinceMs = onAirSinceMs(state);
      if (liveChannel === channel && liveSinceMs === sinceMs) return;
      end();
      channel = liveChannel;
      sinceMs = liveSinceMs;
      node.hidden = channel === null;
      setText(listeners, '');
      if (channel === null) return link.replaceChildren();
      const on = channel;
      title = on;
      const href = channelLink(on);
      link.replaceChildren(t.broadcast.listenersOpen, h('a', { href, target: '_blank' }, href));
      timer = setInterval(tick, TICK_MS);
      tick();
      watch = watchFacts(
        () => on,
        () => FACTS_EVERY_MS,
        (facts) => {
          if (facts?.title) title = facts.title;
          setText(listeners, facts ? counted(t.broadcast.listeners, facts.listeners) : '');
        },
      );
    },
    close: end,
  };
}
