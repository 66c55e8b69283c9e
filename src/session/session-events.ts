import type { CodecError } from '../core/errors.js';
import { requireOneOf } from '../core/options.js';
import { shown } from '../core/shown.js';
import { getOrMake, HandlerSet } from './handler-set.js';
import type { ControlMessage, MembershipEvents, PeerLink } from './peer-link.js';

/** What a session tells beside {@link MembershipEvents}. */
export interface SessionNodeEvents extends MembershipEvents {
  /** The relay cannot be reached; sound that does not need it goes its way. */
  readonly relayLost: CodecError;
  /** In the room, for the first time or again. */
  readonly relayBack: null;
  /** The session has ended for this peer, which did not want that. */
  readonly ended: Error;
  /** The host has given the session another link, which this is; whoever was removed is told of none. */
  readonly moved: string;
  /** This peer takes no part any more, for whatever reason. */
  readonly closed: null;
}

const EVENTS: readonly (keyof SessionNodeEvents)[] = [
  ...(['joined', 'left', 'changed'] as const),
  ...(['relayLost', 'relayBack', 'ended', 'moved', 'closed'] as const),
];

/** The handlers of a session: for its events, and for the control messages of all peers. */
export class SessionHandlers {
  readonly #handlers = new Map<string, HandlerSet<[never]>>();
  readonly #controls = new Map<string, HandlerSet<[ControlMessage, PeerLink]>>();

  /** Calls `handler` for every control message of this type, until the returned function is called. */
  onControl(type: string, handler: (message: ControlMessage, from: PeerLink) => void): () => void {
    return getOrMake(this.#controls, type, () => new HandlerSet<[ControlMessage, PeerLink]>()).add(handler);
  }

  /** Calls `handler` at each event of this name, until the returned function is called. */
  on<Name extends keyof SessionNodeEvents>(name: Name, handler: (event: SessionNodeEvents[Name]) => void): () => void {
    requireOneOf('event', name, EVENTS);
    if (typeof handler !== 'function') throw new TypeError(`handler must be a function, got ${shown(handler)}`);
    return getOrMake(this.#handlers, name, () => new HandlerSet<[never]>()).add(handler as (event: never) => void);
  }

  /** Reports a control message of a peer. */
  protected control(message: ControlMessage, from: PeerLink): void {
    this.#controls.get(message.type)?.call(message, from);
  }

  /** Calls the listeners of an event. */
  protected emit<Name extends keyof SessionNodeEvents>(name: Name, event: SessionNodeEvents[Name]): void {
    this.#handlers.get(name)?.call(event as never);
  }
}
