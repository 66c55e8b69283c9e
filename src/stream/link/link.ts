import { CodecError } from '../../core/errors.js';
import { asError } from '../../core/guarded.js';
import { CLOSE_NORMAL, errorForClose, isFatal } from '../../core/wire/close-codes.js';
import { CLOSE_CODES, parseErrorNotice } from '../../core/wire/control.js';
import type { Clock } from '../../ports/clock.js';
import type { CloseEvent, Connection } from '../../ports/transport.js';
import type { Backoff } from './backoff.js';

/** How late a timer comes in a process that did not run, and how long it then has to read what has come meanwhile. */
const STOOD_STILL = { fromMs: 100, readMs: 1000 } as const;

/** Tokens that are asked for in a row, each refused, before the stream ends. */
const MAX_TOKEN_RENEWALS = 3;

/** How a link connects and when it drops a connection. */
export interface LinkOptions {
  /**
   * Makes one connection to the peer; called again after every loss. A rejection is final until the peer has accepted
   * once, afterwards it is one more loss. It is passed the address that a full peer has named, for one attempt. What is no {@link Connection} ends the link with a TypeError.
   */
  readonly connect: (alternativeUrl?: string) => Promise<Connection>;
  /** Times the back-off and the idle timeout. */
  readonly clock: Clock;
  /** Waits between attempts; starts anew when the peer has served the stream. */
  readonly backoff: Backoff;
  /** A connection on which nothing arrives for this long is dropped. */
  readonly idleTimeoutMs: number;
  /** As in `StreamConnectOptions`. */
  readonly renewsToken?: boolean;
  /** As in `StreamConnectOptions`. */
  readonly followsAlternative?: (alternativeUrl: string) => boolean;
  /** Receives the events of all connections, one connection after another. */
  readonly handlers: LinkHandlers;
}

/** The events of a link, over all its connections. */
export interface LinkHandlers {
  /** A connection stands: the hello is to be sent. */
  onOpen(connection: Connection): void;
  onMessage(message: Uint8Array): void;
  onDrain(): void;
  /** The connection was lost; another is being made. */
  onDown(error: CodecError): void;
  /** No more attempts will be made. Called at most once; no CodecError where a function of the user is at fault. */
  onFailed(error: Error): void;
}

/**
 * One connection after another to the same peer: a lost one is made again after a back-off, unless the peer's refusal
 * would be the same again. Until `accepted` is called for the first time every failure is final, so that a wrong
 * address is an error at once, unless the peer has stated when to come back.
 */
export class Link {
  readonly #options: LinkOptions;
  #connection: Connection | null = null;
  /** Why the peer is about to close the present connection, from its error packet. */
  #refusal: CodecError | null = null;
  /** Where the next attempt goes; undefined: to the peer's own address. */
  #alternativeUrl: string | undefined;
  #wasAccepted = false;
  #wasServed = false;
  #isOver = false;
  /** Tokens in a row that the peer has refused since it last served the stream. */
  #refusedTokens = 0;
  /** When the last message arrived on the present connection. */
  #lastMessageMs = 0;
  /** Whether the process has stood still since then, and the peer was given another moment. */
  #hasStoodStill = false;
  /** Of the idle timeout while a connection stands, of the next attempt while none does. */
  #cancelTimer: (() => void) | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get connection(): Connection | null {
    return this.#connection;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  open(): void {
    const alternativeUrl = this.#alternativeUrl;
    this.#alternativeUrl = undefined;
    connectOnce(() => this.#options.connect(alternativeUrl))
      .then(
        (connection) => this.#onConnected(requireConnection(connection)),
        (error: unknown) => this.#onLost(asCodecError(error)),
      )
      .catch((error: unknown) => this.#onBroken(asError(error)));
  }

  /** The peer is the right one: from now on a loss is worth another attempt. */
  accepted(): void {
    this.#wasAccepted = true;
  }

  /**
   * The peer serves this stream: the next loss starts the back-off from its minimum. A peer that accepts connections
   * only to refuse them is thus asked more and more rarely.
   */
  served(): void {
    this.#options.backoff.reset();
    this.#refusedTokens = 0;
    this.#wasServed = true;
  }

  /** The peer has sent an error packet, which states why it is about to close and when to come back. */
  refused(body: Readonly<Record<string, unknown>>): void {
    const { code, message, alternativeUrl, ...where } = parseErrorNotice(body);
    const { followsAlternative } = this.#options;
    const isFollowed = alternativeUrl !== undefined && (followsAlternative?.(alternativeUrl) ?? true);
    this.#refusal = new CodecError(code, message, { ...where, ...(isFollowed && { alternativeUrl }) });
  }

  /** Whether another token is worth an attempt after this error. */
  #isRenewable({ needsToken }: CodecError): boolean {
    if (!needsToken || !this.#wasServed || !this.#options.renewsToken) return false;
    return ++this.#refusedTokens <= MAX_TOKEN_RENEWALS;
  }

  /** Drops this connection for a reason found on this side. */
  fail(error: CodecError): void {
    const connection = this.#connection;
    this.#onLost(error);
    connection?.close(CLOSE_CODES.protocol, error.message);
  }

  /** Orderly and final; may be called twice. */
  close(): void {
    this.#isOver = true;
    this.#cancelTimer?.();
    const connection = this.#connection;
    this.#connection = null;
    connection?.close(CLOSE_NORMAL, '');
  }

  #onConnected(connection: Connection): void {
    if (this.#isOver) {
      connection.close(CLOSE_NORMAL, '');
      return;
    }
    const { clock, handlers } = this.#options;
    this.#connection = connection;
    this.#refusal = null;
    this.#lastMessageMs = clock.nowMs();
    this.#hasStoodStill = false;
    this.#watch();
    handlers.onOpen(connection);
    connection.setHandlers({
      onMessage: (message) => {
        if (this.#connection !== connection) return;
        this.#lastMessageMs = clock.nowMs();
        this.#hasStoodStill = false;
        handlers.onMessage(message);
      },
      onDrain: () => {
        if (this.#connection === connection) handlers.onDrain();
      },
      onClose: (event) => {
        if (this.#connection === connection) this.#onLost(this.#refusal ?? closeError(event));
      },
    });
  }

  #onLost(error: CodecError): void {
    if (this.#isOver) return;
    this.#connection = null;
    this.#cancelTimer?.();
    // A peer that states when to come back is no wrong address.
    const isWrong = !this.#wasAccepted && error.retryAfterMs === undefined && error.alternativeUrl === undefined;
    if (isWrong || (isFatal(error.code) && !this.#isRenewable(error))) {
      this.#isOver = true;
      this.#options.handlers.onFailed(this.#refusedTokens > 0 ? withTokens(error, this.#refusedTokens) : error);
      return;
    }
    let waitMs: number;
    try {
      this.#alternativeUrl = error.alternativeUrl;
      // Another relay need not be waited for.
      waitMs = this.#options.backoff.nextMs(error.alternativeUrl === undefined ? error.retryAfterMs : 0);
    } catch (cause) {
      this.#onBroken(asError(cause));
      return;
    }
    this.#cancelTimer = this.#options.clock.schedule(waitMs, () => this.open());
    this.#options.handlers.onDown(error);
  }

  /** What the user has passed does not work: another attempt would fail in the same way. */
  #onBroken(error: Error): void {
    if (this.#isOver) return;
    this.close();
    this.#options.handlers.onFailed(error);
  }

  #watch(waitMs = this.#lastMessageMs + this.#options.idleTimeoutMs - this.#options.clock.nowMs()): void {
    const { clock, idleTimeoutMs } = this.#options;
    const dueMs = clock.nowMs() + Math.max(1, waitMs);
    this.#cancelTimer = clock.schedule(dueMs - clock.nowMs(), () => {
      const nowMs = clock.nowMs();
      if (nowMs - this.#lastMessageMs < idleTimeoutMs) this.#watch();
      else if (nowMs - dueMs > STOOD_STILL.fromMs && !this.#hasStoodStill) {
        // What the peer has sent while this process did not run waits unread: it is read first.
        this.#hasStoodStill = true;
        this.#watch(Math.min(STOOD_STILL.readMs, idleTimeoutMs));
      } else this.fail(new CodecError('TRANSPORT_FAILED', `nothing was received for ${idleTimeoutMs} ms`));
    });
  }
}

/** The last refusal, with what was tried against it. */
const withTokens = (error: CodecError, refused: number): CodecError =>
  error.needsToken
    ? new CodecError(error.code, `${error.message}; ${refused - 1} tokens that were asked for anew were refused, too`, {
        cause: error,
        needsToken: true,
      })
    : error;

/** Calls `connect`, which may throw as well as reject. */
function connectOnce(connect: () => Promise<Connection>): Promise<unknown> {
  try {
    return Promise.resolve(connect());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** @throws TypeError naming `connect` */
function requireConnection(value: unknown): Connection {
  const connection = value as Connection | null | undefined;
  const methods = [connection?.send, connection?.setHandlers, connection?.close];
  const facts = [connection?.counters, connection?.guarantees];
  if (methods.every((method) => typeof method === 'function') && facts.every((fact) => typeof fact === 'object'))
    return connection!;
  const lacking = 'an object without its methods, counters or guarantees';
  const got = value === null ? 'null' : typeof value === 'object' ? lacking : typeof value;
  throw new TypeError(`connect must resolve to a Connection, got ${got}`);
}

function closeError({ code, reason, error }: CloseEvent): CodecError {
  if (error) return new CodecError('TRANSPORT_FAILED', `the connection was lost: ${error.message}`, { cause: error });
  return errorForClose(code, reason) ?? new CodecError('TRANSPORT_CLOSED', 'closed by the peer');
}

function asCodecError(error: unknown): CodecError {
  if (error instanceof CodecError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CodecError('TRANSPORT_FAILED', `cannot connect: ${message}`, { cause: error });
}
