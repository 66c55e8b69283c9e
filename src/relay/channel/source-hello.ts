import type { StreamHello } from '../../core/wire/hello.js';

/** A source's hello without what is for this relay to state, and without what it states of the channel. */
export function sourceHello({
  sourceState: _state,
  muted: _muted,
  burstRefused: _refused,
  resumeSecret: _secret,
  framesPerMessage: _length,
  fallback: _fallback,
  crossfadeMs: _crossfade,
  playedEveryMs: _interval,
  channelInfo: _info,
  ...hello
}: StreamHello): StreamHello {
  return hello;
}
