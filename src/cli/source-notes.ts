import { singleLine } from '../core/single-line.js';
import type { StreamHello } from '../core/wire/hello.js';
import { isLossyAddress } from '../node/lossy/lossy-address.js';
import type { SourceState } from '../stream/receive/source-watch.js';
import { channelOf } from '../transports/channel-url.js';

/**
 * What `listen` tells of its channel's source: a line for each change that a listener would otherwise take for a fault.
 *
 * @param url of the channel
 * @param tell takes a line for the user
 * @returns takes each new state
 */
export function sourceNotes(url: string, tell: (text: string) => void): (state: SourceState) => void {
  const channel = nameOf(url);
  /** The last state but `unknown`: that the connection was lost is told elsewhere. */
  let last: SourceState = 'unknown';
  let isDisconnected = false;
  return (state) => {
    if (state === 'unknown') {
      isDisconnected = true;
      return;
    }
    if (isDisconnected) tell('connected again');
    isDisconnected = false;
    const text = state === last ? undefined : describe(state, last, channel);
    last = state;
    if (text) tell(text);
  };
}

/**
 * What `listen` tells of what plays while its channel's source is away, and of its return.
 *
 * @returns takes each hello of the relay
 */
export function fallbackNotes(url: string, tell: (text: string) => void): (hello: StreamHello) => void {
  const channel = nameOf(url) ?? '';
  let last: string | undefined;
  return ({ fallback, sourceState }) => {
    if (fallback === last || (fallback === undefined && sourceState === 'gone')) return;
    const text = fallback === 'files' ? 'files of the relay' : `channel ${fallback}`;
    tell(
      fallback === undefined ? `channel ${channel} is on the air again` : `playing ${text}, ${channel} is off the air`,
    );
    last = fallback;
  };
}

/**
 * What `listen` tells of the channel itself: title, description, genre and address, once and at each change.
 *
 * @returns takes each hello of the relay
 */
export function channelNotes(url: string, tell: (text: string) => void): (hello: StreamHello) => void {
  const channel = nameOf(url) ?? '';
  let last = '';
  return ({ channelInfo: { title, description, genre, url: page } = {} }) => {
    const about = [title, genre && `(${genre})`, page].filter(Boolean).join(' ');
    const text = singleLine([about, description].filter(Boolean).join(': '));
    if (text === last) return;
    last = text;
    if (text !== '') tell(`channel ${channel} is ${text}`);
  };
}

/** What `listen` tells of a source that the relay's operator has muted: a line for each change. Takes each hello. */
export function mutedNotes(
  tell: (text: string, isMuted: boolean) => void,
): (hello: { readonly muted?: boolean }) => void {
  let wasMuted = false;
  return ({ muted = false }) => {
    if (muted !== wasMuted)
      tell(
        muted ? 'the operator of the relay has muted this channel: it is silent' : 'the channel is not muted any more',
        muted,
      );
    wasMuted = muted;
  };
}

function describe(state: SourceState, last: SourceState, channel: string | null): string | undefined {
  switch (state) {
    case 'waiting':
      // Where there is no relay, that nothing has come is told before.
      return channel === null ? undefined : `channel ${channel} has no source yet; waiting for one`;
    case 'live':
      if (last === 'unknown') return undefined;
      if (last === 'stalled') return 'audio arrives again';
      if (channel === null) return last === 'gone' ? 'the source is back' : undefined;
      return last === 'gone' ? `the source of channel ${channel} is back` : `channel ${channel} has a source now`;
    case 'stalled':
      return 'no audio arrives; waiting for it';
    case 'gone':
      return `the source${channel === null ? '' : ` of channel ${channel}`} has gone without ending its stream; waiting for it to come back`;
    case 'ended':
      return channel !== null && (last === 'unknown' || last === 'waiting')
        ? `the last stream of channel ${channel} has ended; waiting for the next`
        : 'the stream has ended';
    case 'unknown':
      return undefined;
  }
}

/** The name of a relay's channel; null for an address without a relay. */
const nameOf = (url: string): string | null => (isLossyAddress(url) ? null : channelOf(new URL(url)));
