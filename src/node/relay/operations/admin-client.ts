import { CodecError, requireInteger } from '../../../core/errors.js';
import { shownUrl } from '../../../core/shown-url.js';
import { requireNoCredentials } from '../../../transports/channel-url.js';

/** A relay's administration API, as its clients call it. */
export interface AdminClient {
  /**
   * Calls one operation.
   *
   * @param path under `/admin/`, each segment percent-encoded
   * @returns the answer's body
   * @throws CodecError NOT_ALLOWED for a token that does not suffice, TRANSPORT_FAILED where there is no relay with
   *   administration, PROTOCOL with the relay's own words for any other refusal
   */
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** How a client waits. */
export interface AdminClientOptions {
  /** Longest wait for an answer, 1..3600000 ms. @default 10000 */
  readonly timeoutMs?: number;
  /** Ends a call early. */
  readonly signal?: AbortSignal;
}

/** Default of {@link AdminClientOptions.timeoutMs}. */
export const ADMIN_TIMEOUT_MS = 10_000;

/**
 * @param url of the relay: `http://HOST:PORT`, also with `ws:` and with a path that it is served under
 * @param token key or token with the grant to administer
 * @throws TypeError for what is no such URL, RangeError for a wrong `timeoutMs`
 */
export function adminClient(
  url: string,
  token: string,
  { timeoutMs = ADMIN_TIMEOUT_MS, signal }: AdminClientOptions = {},
): AdminClient {
  const base = baseUrl(url);
  requireInteger('timeoutMs', timeoutMs, 1, 3_600_000);
  return {
    async call(method, path, body) {
      const target = new URL(`admin/${path}`, base);
      const timeout = AbortSignal.timeout(timeoutMs);
      let response: Response;
      let text: string;
      try {
        response = await fetch(target, {
          method,
          // A token is never sent to another address than the one that was named.
          redirect: 'error',
          headers: {
            authorization: `Bearer ${token}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        text = await response.text();
      } catch (cause) {
        if (signal?.aborted) throw new CodecError('ABORTED', 'interrupted', { cause });
        if (timeout.aborted)
          throw new CodecError(
            'TRANSPORT_FAILED',
            `${base} gives no answer within ${timeoutMs / 1000} s: the relay, or one of its processes, may be stopped`,
            { cause },
          );
        throw new CodecError('TRANSPORT_FAILED', `cannot reach ${base}: ${reason(cause as Error)}`, { cause });
      }
      return answerOf(response, text, base) as never;
    },
  };
}

function baseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.replace(/^ws/i, 'http'));
  } catch (cause) {
    throw Object.assign(
      new TypeError(`url must be the address of a relay such as http://127.0.0.1:8787, got "${shownUrl(text)}"`),
      {
        cause,
      },
    );
  }
  requireNoCredentials('url', url);
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new TypeError(
      `url must start with http:, https:, ws: or wss: and have no query or fragment, got "${shownUrl(text)}"`,
    );
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function answerOf(response: Response, text: string, base: URL): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CodecError(
      'TRANSPORT_FAILED',
      `${base} answers with HTTP status ${response.status} and no JSON; is it a relay?`,
    );
  }
  if (response.ok) return body;
  const { error, paths } = body as { error?: unknown; paths?: unknown };
  if (response.status === 401 || response.status === 403) throw new CodecError('NOT_ALLOWED', String(error));
  if (response.status === 404 && paths !== undefined)
    throw new CodecError(
      'TRANSPORT_FAILED',
      `${base} has no administration: its configuration has no key that may administer`,
    );
  throw new CodecError('PROTOCOL', String(error));
}

/** fetch's own error says "fetch failed"; its cause says why. */
function reason(error: Error): string {
  const cause = (error.cause ?? error) as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  return cause.errors?.[0]?.message || cause.message || cause.code || error.message;
}
