import { shown } from '../../core/shown.js';
import { shownUrl } from '../../core/shown-url.js';

/** How a request to somebody else's server is sent. */
export interface PostOptions {
  /** Beside the content type. */
  readonly headers: Readonly<Record<string, string>>;
  /** From the call to the end of the answer, in ms. */
  readonly timeoutMs: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

/** What a server has answered. */
export interface PostAnswer {
  readonly status: number;
  /** At most {@link MAX_ANSWER_BYTES}. */
  readonly body: string;
}

/** Sends one request with a body of JSON. @throws Error saying what went wrong */
export type Post = (url: string, body: string, options: PostOptions) => Promise<PostAnswer>;

/** A longer answer is an error. */
export const MAX_ANSWER_BYTES = 16_384;

/** {@link Post} over HTTP. Redirects are not followed: what is sent goes to the address that was configured alone. */
export const postJson: Post = async (url, body, { headers, timeoutMs, signal }) => {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'latentcast', ...headers },
      body,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return { status: response.status, body: await textOf(response) };
  } catch (cause) {
    if (limit.aborted) throw new Error(`no answer within ${timeoutMs} ms`, { cause });
    throw new Error(reasonOf(cause), { cause });
  }
};

/** @throws TypeError naming the field, unless it is an address of http or https without user, password and fragment */
export function requireHttpUrl(field: string, value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw new TypeError(
      `${field} must be an address that begins with http:// or https://, without user and fragment, got ${typeof value === 'string' ? shown(shownUrl(value)) : shown(value)}`,
    );
  return value as string;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop ends the request.
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Fetch hides the reason of a failed connection in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: unknown; message?: unknown } };
  return String(cause?.code ?? cause?.message ?? message);
}
