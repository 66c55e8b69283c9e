import { s } from './language.js';
import type { StatusNodes } from './nodes.js';

/** An answer that takes longer is none. */
export const TIMEOUT_MS = 10_000;

/** What is on the air. */
export type StatusTitle = { readonly title?: string; readonly artist?: string; readonly station?: string };

/** A channel, as the administration API lists it. */
export interface StatusChannel {
  readonly channel: string;
  readonly isLive: boolean;
  readonly hasEnded: boolean;
  readonly isMuted: boolean;
  readonly isRecording: boolean;
  readonly metadata: StatusTitle | null;
  /** Of these, what an operator has set; a node of an earlier version does not tell. */
  readonly operatorMetadata?: StatusTitle | null;
  readonly sourceMetadata?: StatusTitle | null;
  /** What plays in place of the source: the name of a channel, or `files`. */
  readonly fallback: string | null;
  readonly listeners: number;
  readonly maxLagMs: number;
  readonly thinnedListeners: number;
  readonly skippedListeners: number;
  readonly sourcePayloadKbps: number;
  readonly sourceWireKbps: number;
  readonly staleMessages: number;
}

/** A source or listener. */
export interface StatusConnection {
  readonly id: number;
  readonly role: 'source' | 'listener';
  readonly address?: string;
  readonly subject?: string;
  readonly connectedMs: number;
  readonly listener: { readonly state: string; readonly lagMs: number; readonly planes: number } | null;
}

/** What has become of a move. */
export interface StatusMove {
  /** Of a move to another relay: how many were told to go there. */
  readonly moved: number;
  readonly refused: number;
  /** Why one of them was refused. */
  readonly reason: string | null;
}

/** Somebody who is banned. */
export interface StatusBan {
  readonly id: string;
  readonly reason: string;
  readonly expiresAt: string | null;
}

/** One moment of the relay's last hour. */
export interface StatusSample {
  readonly atMs: number;
  readonly listeners: number;
}

/** Totals of the relay. */
export interface StatusTotals {
  readonly version: string;
  /** The relay's time, in ms since 1970: the clock of the browser may be wrong. */
  readonly nowMs: number;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
  readonly refused: number;
  readonly closed: number;
  readonly sources: number;
  readonly listeners: number;
  readonly history: { readonly intervalMs: number; readonly samples: readonly StatusSample[] };
}

/** What has happened on the relay, as `GET admin/events` lists it. */
export interface StatusEvent {
  readonly id: string;
  readonly event: string;
  readonly channel: string | null;
  readonly atMs: number;
  readonly lastMs: number;
  readonly count: number;
  readonly node?: string;
  readonly role?: 'source' | 'listener';
  readonly connection?: number;
  readonly address?: string;
  readonly subject?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly object?: string;
}

/** What is new of the relay, as `GET admin/watch` answers. */
export interface StatusChanges {
  readonly revision: string;
  readonly nowMs: number;
  readonly events: number;
  readonly isWhole: boolean;
  readonly channels: readonly StatusChannel[];
  readonly gone: readonly string[];
  readonly figures: readonly (Partial<StatusChannel> & Pick<StatusChannel, 'channel'>)[];
  readonly totals:
    | (Pick<StatusTotals, 'uptimeSeconds' | 'refused' | 'closed' | 'sources' | 'listeners'> & {
        readonly residentBytes: number | null;
      })
    | null;
  readonly bans: readonly StatusBan[] | null;
  readonly nodes: StatusNodes | null;
}

/** The relay has refused a request, or could not be reached (status 0). */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Calls the relay's administration API. */
export class StatusApi {
  readonly #onRefused: ((why: string) => Promise<string | null>) | undefined;
  #token: string;
  #renewing: Promise<boolean> | null = null;

  /**
   * @param onRefused asks for another token where this one does not suffice any more; null where nobody has one.
   *   What was asked for is asked for again then. Without it the refusal is thrown
   */
  constructor(token: string, onRefused?: (why: string) => Promise<string | null>) {
    this.#token = token;
    this.#onRefused = onRefused;
  }

  /**
   * @param path under `admin/`, each segment percent-encoded
   * @param timeoutMs for the answer
   * @throws StatusError
   */
  async call<T>(method: string, path: string, body?: unknown, timeoutMs = TIMEOUT_MS): Promise<T> {
    for (;;) {
      const token = this.#token;
      try {
        return await call<T>(token, method, path, body, timeoutMs);
      } catch (error) {
        const { status, message } = error as StatusError;
        // What reads is refused because the token does not suffice any more; what acts may be more than it may do.
        const isOver = status === 401 || (status === 403 && method === 'GET');
        if (!isOver || !this.#onRefused) throw error;
        if (token === this.#token && !(await this.#renew(message))) throw error;
      }
    }
  }

  /** Whoever is refused at the same time waits for the same answer. */
  #renew(why: string): Promise<boolean> {
    this.#renewing ??= this.#onRefused!(why).then((token) => {
      this.#renewing = null;
      if (token !== null) this.#token = token;
      return token !== null;
    });
    return this.#renewing;
  }
}

async function call<T>(token: string, method: string, path: string, body: unknown, timeoutMs: number): Promise<T> {
  // No header can carry it.
  if (!/^[\x20-\x7e]+$/.test(token)) throw new StatusError(401, s.signIn.wrong);
  let response: Response;
  try {
    response = await fetch(new URL(`admin/${path}`, document.baseURI), {
      method,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new StatusError(0, s.unanswered);
  }
  const answer = (await response.json().catch(() => null)) as (T & { error?: string }) | null;
  if (response.status === 401) throw new StatusError(401, s.signIn.wrong);
  if (!response.ok) throw new StatusError(response.status, answer?.error ?? s.httpStatus(response.status));
  // Cut off on the way: what has come is nothing.
  if (answer === null) throw new StatusError(0, s.unanswered);
  return answer;
}
