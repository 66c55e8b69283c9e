import { s } from './language.js';

/** An answer that takes longer is none. */
const TIMEOUT_MS = 10_000;

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
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /**
   * @param path under `admin/`, each segment percent-encoded
   * @throws StatusError
   */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    // No header can carry it.
    if (!/^[\x20-\x7e]+$/.test(this.#token)) throw new StatusError(401, s.signIn.wrong);
    let response: Response;
    try {
      response = await fetch(new URL(`admin/${path}`, document.baseURI), {
        method,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch {
      throw new StatusError(0, s.unanswered);
    }
    const answer = (await response.json().catch(() => ({}))) as { error?: string };
    if (response.status === 401) throw new StatusError(401, s.signIn.wrong);
    if (!response.ok) throw new StatusError(response.status, answer.error ?? s.httpStatus(response.status));
    return answer as T;
  }
}
