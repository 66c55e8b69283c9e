import { CodecError } from '../../../core/errors.js';

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
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** A request that takes longer is given up. */
const TIMEOUT_MS = 30_000;

/**
 * @param url of the relay: `http://HOST:PORT`, also with `ws:` and with a path that it is served under
 * @param token key or token with the grant to administer
 * @throws TypeError for what is no such URL
 */
export function adminClient(url: string, token: string, signal?: AbortSignal): AdminClient {
  const base = baseUrl(url);
  return {
    async call(method, path, body) {
      const target = new URL(`admin/${path}`, base);
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      let response: Response;
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
      } catch (cause) {
        if (signal?.aborted) throw new CodecError('ABORTED', 'interrupted', { cause });
        throw new CodecError('TRANSPORT_FAILED', `cannot reach ${base}: ${reason(cause as Error)}`, { cause });
      }
      return (await answerOf(response, base)) as never;
    },
  };
}

function baseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.replace(/^ws/i, 'http'));
  } catch (cause) {
    throw Object.assign(
      new TypeError(`url must be the address of a relay such as http://127.0.0.1:8787, got "${text}"`),
      {
        cause,
      },
    );
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new TypeError(
      `url must start with http:, https:, ws: or wss: and have no user, query or fragment, got "${url.origin}…"`,
    );
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

async function answerOf(response: Response, base: URL): Promise<unknown> {
  const text = await response.text();
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
