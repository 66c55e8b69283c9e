import type { StreamMetadata } from 'latentcast/browser';
import { t } from './language.js';
import { relayUrl } from './relay-url.js';

/** What was on the air of a channel from a time on. */
export interface PastTitle extends Pick<StreamMetadata, 'title' | 'artist'> {
  /** ms since 1970. */
  readonly atMs: number;
}

/** What the relay states of a channel at `/channels/NAME`. */
export interface ChannelFacts {
  readonly isLive: boolean;
  readonly hasEnded: boolean;
  /** What plays while the source is away; null for nothing. */
  readonly fallback: string | null;
  readonly listeners: number;
  readonly title: string | null;
  readonly metadata: StreamMetadata | null;
  /** The newest first. */
  readonly titles: readonly PastTitle[];
}

/**
 * Asks the relay once.
 *
 * @returns null where it knows no such channel; rejects where it does not answer
 */
export async function fetchFacts(channel: string): Promise<ChannelFacts | null> {
  const response = await fetch(relayUrl(`channels/${channel}`), { cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(t.site.httpStatus(response.status));
  return (await response.json()) as ChannelFacts;
}

const FACTS_EVERY_MS = { joined: 60_000, few: 2000, many: 10_000 } as const;
const MANY_LISTENERS = 50;

/**
 * Time until a page that plays a channel asks again, in ms. Where the channel is joined, all but its past titles comes over
 * that connection. Where it is not, a channel of many listeners is asked for less often: its relay answers them all.
 */
export function factsEveryMs(facts: ChannelFacts | null, isJoined: boolean): number {
  if (isJoined) return FACTS_EVERY_MS.joined;
  return FACTS_EVERY_MS[facts && facts.listeners > MANY_LISTENERS ? 'many' : 'few'];
}

/** Asks the relay again and again while the page is seen. */
export interface FactsWatch {
  /** Asks within two seconds: the channel is known to have changed. */
  refresh(): void;
  close(): void;
}

/** Time within which listeners ask who have all learnt of the same change. */
const SPREAD_MS = 1500;

/**
 * @param everyMs time between two questions, after the last answer
 * @param onFacts called with each answer; where there is none, what was known is still shown
 */
export function watchFacts(
  channel: () => string,
  everyMs: (facts: ChannelFacts | null) => number,
  onFacts: (facts: ChannelFacts | null) => void,
): FactsWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let last: ChannelFacts | null = null;
  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    const asked = channel();
    try {
      if (document.visibilityState === 'visible') {
        const facts = await fetchFacts(asked);
        if (!isClosed && asked === channel()) {
          last = facts;
          onFacts(facts);
        }
      }
    } catch {
      // The state of the connection is shown by whoever plays or sends.
    }
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(ask, everyMs(last));
  };
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') void ask();
  };
  document.addEventListener('visibilitychange', onVisible);
  void ask();
  return {
    refresh() {
      clearTimeout(timer);
      if (!isClosed) timer = setTimeout(ask, 200 + Math.random() * SPREAD_MS);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
