import type { Clock } from '../../ports/clock.js';
import type { LossyLink } from '../../ports/lossy-link.js';
import type { Connection } from '../../ports/transport.js';

/** Waits before a further attempt to reach a peer directly, in ms; the last one is repeated. */
const RETRY_MS = [3_000, 10_000, 30_000, 120_000] as const;

/** How long a connection stays that another has replaced, in ms. */
const LINGER_MS = 2_000;

/** Makes direct connections to other peers: WebRTC, or a simulated one. */
export interface DirectConnector {
  /** Begins a connection. @throws Error where there can be none */
  open(options: DirectConnectOptions): DirectConnection;
}

/** One connection in the making. */
export interface DirectConnectOptions {
  /** The two ends have different roles. */
  readonly role: 'offerer' | 'answerer';
  /** Brings a signal to the other end, in any order; plain JSON. */
  readonly onSignal: (signal: object) => void;
  /** It is closed or has failed; called once. */
  readonly onClose: (event: { readonly reason: string; readonly error?: Error }) => void;
}

/** What a {@link DirectConnector} makes. */
export interface DirectConnection {
  /** Resolves when both ways are open. */
  readonly ready: Promise<DirectChannels>;
  /** A signal of the other end. Never throws. */
  signal(signal: unknown): void;
  /** Tells the other end, and closes. May be called twice. */
  close(reason?: string): void;
}

/** The two ways of an open connection. */
export interface DirectChannels {
  readonly media: LossyLink;
  readonly control: Connection;
}

/** What a {@link DirectPaths} needs. */
export interface DirectPathsOptions {
  /** Null where there are no direct connections. */
  readonly connector: DirectConnector | null;
  /** Times the attempts. */
  readonly clock: Clock;
  /** Of the one of the two whose id comes first: it makes the attempts. */
  readonly isOfferer: boolean;
  /** Brings a signal to the peer, sealed. */
  readonly onSignal: (signal: DirectSignal) => void;
  /** Asks the peer to make an attempt after this one, the last of which this side knows. */
  readonly onAsk: (attempt: number) => void;
  /** There is a direct path, in place of the one before if there was one. */
  readonly onOpen: (channels: DirectChannels) => void;
  /** There is none any more. */
  readonly onLost: (reason: string) => void;
  /** An attempt has failed. */
  readonly onFailed: () => void;
}

/** A signal, with the number of the attempt that it is for. */
export interface DirectSignal {
  readonly attempt: number;
  readonly signal: object;
}

/**
 * The direct path to one peer, made again where it is lost or the network has changed: the next connection stands before
 * the one before it is closed.
 */
export class DirectPaths {
  readonly #options: DirectPathsOptions;
  #isWanted = false;
  /** Of the last one; larger than those that this program has made with the peer before it was given up. */
  #attempt = 0;
  #connecting: DirectConnection | null = null;
  #open: DirectConnection | null = null;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;
  #isClosed = false;

  constructor(options: DirectPathsOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Whether a direct path is of use; where there is none, attempts are made. */
  want(isWanted: boolean): void {
    if (this.#isWanted === isWanted || !this.#options.connector) return;
    this.#isWanted = isWanted;
    if (!isWanted) this.#cancelTimer();
    else if (!this.#open) this.#begin();
  }

  /** The network has changed: another connection is made at once, while the one before still stands. */
  renew(): void {
    this.#failures = 0;
    this.#cancelTimer();
    if (this.#isWanted) this.#begin();
  }

  /** The peer can be reached again: what has failed before is no reason to wait. */
  retry(): void {
    this.#failures = 0;
    this.#cancelTimer();
    if (this.#isWanted && !this.#open) this.#begin();
  }

  /** The peer asks for an attempt. @param attempt the last that it knows: where a later one is under way, that is it */
  asked(attempt: unknown): void {
    if (this.#options.isOfferer && !this.#connecting && Number(attempt) >= this.#attempt) this.#begin();
  }

  /** A signal of the peer. */
  signal(value: unknown): void {
    const { attempt, signal } = (value ?? {}) as Partial<DirectSignal>;
    if (this.#isClosed || !Number.isSafeInteger(attempt)) return;
    if (!this.#options.isOfferer && attempt! > this.#attempt) {
      this.#connecting?.close('another attempt');
      this.#connect(attempt!, 'answerer');
    }
    if (attempt === this.#attempt) (this.#connecting ?? this.#open)?.signal(signal);
  }

  close(reason?: string): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#connecting?.close(reason);
    this.#open?.close(reason);
    this.#connecting = this.#open = null;
  }

  /** The path is of no use any more, for a reason found on this side. */
  drop(reason: string): void {
    const lost = this.#open;
    if (!lost) return;
    this.#open = null;
    lost.close(reason);
    this.#options.onLost(reason);
    this.#retry();
  }

  #begin(): void {
    if (this.#isClosed || this.#connecting) return;
    if (this.#options.isOfferer)
      this.#connect(Math.max(this.#attempt + 1, Math.floor(this.#options.clock.nowMs())), 'offerer');
    else {
      this.#options.onAsk(this.#attempt);
      // The peer may not have got it, or may be unable to.
      this.#cancelRetry ??= this.#options.clock.schedule(this.#retryMs(), () => {
        this.#cancelRetry = null;
        if (this.#isWanted && !this.#open) this.#begin();
      });
    }
  }

  #connect(attempt: number, role: DirectConnectOptions['role']): void {
    const { connector, onSignal } = this.#options;
    if (!connector) return;
    this.#attempt = attempt;
    let connection: DirectConnection | null = null;
    try {
      connection = connector.open({
        role,
        onSignal: (signal) => onSignal({ attempt, signal }),
        onClose: ({ reason, error }) => this.#onClosed(connection, error?.message ?? reason),
      });
    } catch {
      this.#onFailed();
      return;
    }
    this.#connecting = connection;
    connection.ready.then(
      (channels) => this.#onReady(connection!, channels),
      () => this.#onClosed(connection, 'no direct path'),
    );
  }

  #onReady(connection: DirectConnection, channels: DirectChannels): void {
    if (this.#connecting !== connection) {
      connection.close('not needed');
      return;
    }
    const before = this.#open;
    this.#connecting = null;
    this.#open = connection;
    this.#failures = 0;
    this.#cancelTimer();
    this.#options.onOpen(channels);
    // The other end may not be ready yet.
    if (before) this.#options.clock.schedule(LINGER_MS, () => before.close('another connection stands'));
  }

  #onClosed(connection: DirectConnection | null, reason: string): void {
    if (connection !== null && this.#open === connection) {
      this.#open = null;
      this.#options.onLost(reason);
      this.#retry();
    } else if (connection !== null && this.#connecting === connection) {
      this.#connecting = null;
      this.#onFailed();
    }
  }

  #onFailed(): void {
    this.#failures++;
    if (!this.#isClosed) this.#options.onFailed();
    this.#retry();
  }

  #retryMs(): number {
    return RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]!;
  }

  #retry(): void {
    if (this.#isClosed || !this.#isWanted) return;
    this.#cancelRetry ??= this.#options.clock.schedule(this.#retryMs(), () => {
      this.#cancelRetry = null;
      if (this.#isWanted && !this.#open) this.#begin();
    });
  }

  #cancelTimer(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }
}
