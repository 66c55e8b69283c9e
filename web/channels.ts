import { type StreamMetadata, titleLine } from 'latentcast/browser';
import { initialCover } from './cover.js';
import { h, setText, type View } from './dom.js';
import { counted, t } from './language.js';
import { relayUrl } from './relay-url.js';
import { plain } from './words.js';

/** A channel, as the relay's `/channels` lists it. */
interface Channel {
  readonly channel: string;
  readonly isLive: boolean;
  readonly hasEnded: boolean;
  readonly title: string | null;
  readonly genre: string | null;
  /** What plays while the source is away. */
  readonly fallback: string | null;
  readonly listeners: number;
  readonly metadata: StreamMetadata | null;
}

/** What sounds is listed first: a source, then what plays in its place. */
const soundOf = ({ isLive, fallback }: Channel): number => (isLive ? 2 : fallback === null ? 0 : 1);

const REFRESH_MS = 2000;

/** `#/`: the channels of this relay. */
export function channelsView(): View {
  const list = h('ul', { class: 'channels', 'aria-label': t.site.channels });
  const note = h('p', { class: 'quiet', role: 'status' }, t.channels.looking);
  const empty = h(
    'section',
    { class: 'card empty' },
    h('p', {}, t.channels.none),
    h('p', { class: 'quiet' }, t.channels.noneNext),
    h('p', {}, h('a', { class: 'button main', href: '#broadcast' }, t.channels.goOnAir)),
  );
  empty.hidden = true;
  let shown = '';
  const refresh = async (): Promise<void> => {
    try {
      const response = await fetch(relayUrl('channels'), { cache: 'no-store' });
      if (!response.ok) throw new Error(t.site.httpStatus(response.status));
      const { channels } = (await response.json()) as { channels: Channel[] };
      const text = JSON.stringify(
        channels.map(({ channel, isLive, hasEnded, listeners, title, genre, fallback, metadata }) => [
          channel,
          isLive,
          hasEnded,
          listeners,
          title,
          genre,
          fallback,
          metadata,
        ]),
      );
      if (text === shown) return;
      shown = text;
      channels.sort((a, b) => soundOf(b) - soundOf(a) || a.channel.localeCompare(b.channel));
      list.replaceChildren(...channels.map(row));
      setText(note, '');
      empty.hidden = channels.length > 0;
    } catch (error) {
      shown = '';
      setText(note, t.channels.unanswered((error as Error).message));
    }
  };
  void refresh();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refresh();
  }, REFRESH_MS);
  return {
    title: t.site.channels,
    nodes: [
      h('h1', {}, t.site.channels),
      note,
      empty,
      list,
      h(
        'p',
        { class: 'quiet gap terminal' },
        t.channels.terminal,
        h('code', { dir: 'ltr' }, `latentcast send FILE ${relayUrl('NAME').replace(/^http/, 'ws')}`),
      ),
    ],
    close: () => clearInterval(timer),
  };
}

/** `#/wrong name`: an address that is no channel's. @param name as the address has it */
export function noChannelView(name: string): View {
  const shownName = plain(name).slice(0, 80);
  const input = h('input', {
    type: 'text',
    id: 'name',
    maxlength: 64,
    required: true,
    pattern: '[A-Za-z0-9_.\\-]{1,64}',
  });
  // What of it could be a name.
  input.value = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  input.title = t.errors.channelName;
  return {
    title: t.site.channels,
    nodes: [
      h('h1', { dir: 'auto' }, t.channels.noName(shownName)),
      h('p', { class: 'quiet' }, t.channels.noNameNext),
      h(
        'form',
        {
          class: 'card',
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            location.hash = `#/${input.value}`;
          },
        },
        h('div', { class: 'form one' }, h('label', { for: 'name' }, h('span', {}, t.channels.open), input)),
        h(
          'p',
          { class: 'row gap' },
          h('button', { type: 'submit', class: 'main' }, t.channels.openButton),
          h('a', { class: 'button', href: '#/' }, t.listen.next.otherChannels),
        ),
      ),
    ],
    close() {},
  };
}

function row({ channel, isLive, hasEnded, listeners, title, genre, fallback, metadata }: Channel): HTMLElement {
  const [text, tone] =
    fallback !== null
      ? [t.channels.playing(fallback), 'warn']
      : isLive
        ? [t.channels.live, 'good']
        : hasEnded
          ? [t.channels.ended, 'none']
          : [t.channels.waiting, 'warn'];
  const about = [title !== null && channel, genre].filter(Boolean).join(' · ');
  const now = isLive || fallback !== null ? plain(titleLine(metadata ?? {})) : '';
  return h(
    'li',
    {},
    h(
      'a',
      { href: `#/${channel}` },
      initialCover(channel),
      h(
        'span',
        { class: 'what' },
        h('strong', {}, h('bdi', {}, plain(title ?? channel))),
        about ? h('bdi', { class: 'quiet' }, plain(about)) : null,
        now ? h('bdi', { class: 'quiet now-line' }, now) : null,
      ),
      h(
        'span',
        { class: 'row end' },
        h('span', { class: 'quiet' }, counted(t.channels.listeners, listeners)),
        h('span', { class: 'badge', 'data-tone': tone }, text),
      ),
    ),
  );
}
