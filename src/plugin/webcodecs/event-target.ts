/** What is used of an event. */
export interface EventLike {
  readonly type: string;
}

/** A function, or an object with a function, that is told of events. */
export type EventListenerLike = ((event: EventLike) => void) | { handleEvent(event: EventLike): void };

/** The members of the platform's `EventTarget`. */
export interface EventTargetLike {
  /** As of a platform's EventTarget. */
  addEventListener(
    type: string,
    listener: EventListenerLike | null,
    options?: boolean | { readonly capture?: boolean; readonly once?: boolean; readonly passive?: boolean },
  ): void;
  /** As of a platform's EventTarget. */
  removeEventListener(type: string, listener: EventListenerLike | null, options?: boolean): void;
}

interface Platform {
  readonly EventTarget: new () => EventTargetLike & { dispatchEvent(event: EventLike): boolean };
  readonly Event: new (type: string) => EventLike;
}

/** The platform's `EventTarget`, which every supported runtime has. */
export const PlatformEventTarget = (globalThis as unknown as Platform).EventTarget;

/** A new event of the platform. */
export const newEvent = (type: string): EventLike => new (globalThis as unknown as Platform).Event(type);

/** The type of a class of the platform where its types are known, so that a class of ours can stand where it stands. */
export type PlatformClass<Name extends string> = typeof globalThis extends { readonly [name in Name]: infer C }
  ? C
  : unknown;
