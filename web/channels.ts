import { h, type View } from './dom.js';
import { relayUrl } from './relay-url.js';

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
  readonly sourcePayloadKbps: number;
}

const REFRESH_MS = 2000;

/** `#/`: the channels of this relay. */
export function channelsView(): View {
  const list = h('ul', { class: 'channels', 'aria-label': 'Channels' });
  const note = h('p', { class: 'quiet', role: 'status' }, 'Looking for channels');
  let shown = '';
  const refresh = async (): Promise<void> => {
    try {
      const response = await fetch(relayUrl('channels'), { cache: 'no-store' });
      if (!response.ok) throw new Error(`HTTP status ${response.status}`);
      const { channels } = (await response.json()) as { channels: Channel[] };
      const text = JSON.stringify(
        channels.map(({ channel, isLive, hasEnded, listeners, title, genre, fallback }) => [
          channel,
          isLive,
          hasEnded,
          listeners,
          title,
          genre,
          fallback,
        ]),
      );
      if (text === shown) return;
      shown = text;
      channels.sort((a, b) => Number(b.isLive) - Number(a.isLive) || a.channel.localeCompare(b.channel));
      list.replaceChildren(...channels.map(row));
      note.textContent = channels.length === 0 ? 'Nobody is broadcasting on this relay yet.' : '';
    } catch (error) {
      shown = '';
      note.textContent = `The relay does not answer: ${(error as Error).message}. Trying again.`;
    }
  };
  void refresh();
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  return {
    title: 'Channels',
    nodes: [
      h('h1', {}, 'Channels'),
      note,
      list,
      h(
        'p',
        { class: 'quiet gap' },
        'To broadcast from here, open ',
        h('a', { href: '#broadcast' }, 'Broadcast'),
        '. From a terminal: ',
        h('code', {}, `latentcast send FILE ${relayUrl('NAME').replace(/^http/, 'ws')}`),
      ),
    ],
    close: () => clearInterval(timer),
  };
}

function row({ channel, isLive, hasEnded, listeners, title, genre, fallback }: Channel): HTMLElement {
  const [text, tone] =
    fallback !== null
      ? [`Playing ${fallback}`, 'warn']
      : isLive
        ? ['Live', 'good']
        : hasEnded
          ? ['Ended', 'none']
          : ['Waiting for a source', 'warn'];
  const details = [title !== null && channel, genre].filter(Boolean).join(' · ');
  return h(
    'li',
    {},
    h(
      'a',
      { href: `#/${channel}` },
      h('span', {}, h('strong', {}, title ?? channel), h('span', { class: 'quiet' }, details ? ` ${details}` : '')),
      h(
        'span',
        { class: 'row' },
        h('span', { class: 'quiet' }, listeners === 1 ? '1 listener' : `${listeners} listeners`),
        h('span', { class: 'badge', 'data-tone': tone }, text),
      ),
    ),
  );
}
