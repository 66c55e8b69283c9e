import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type FileAnswer, sendFile } from './file-answer.js';
import { HttpError } from './http-error.js';
import { requestPath } from './request-path.js';

/**
 * What a route answers with: `json`, `text` with the content type that `headers` state, or a `file`; none of them for no
 * body.
 */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly text?: string;
  /** The content of a file, or the part of it that the request asks for. */
  readonly file?: FileAnswer;
}

/** Who has sent a request that needs the permission to administer. */
export interface Administrator {
  /** For the log: the name of a key, the subject of a token. */
  readonly name: string;
  /** See `Grant.identity`. */
  readonly identity?: string;
  /** See `Grant.tokenId`. */
  readonly tokenId?: string;
  /** Where the request comes from: the client's address, not that of a trusted proxy. */
  readonly address?: string;
}

/** A request, as a route's handler gets it. */
export interface RouteCall {
  readonly request: IncomingMessage;
  /** Values of the path's `:NAME` segments, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query, by name; of a repeated name the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Null on a route that needs no permission. */
  readonly administrator: Administrator | null;
}

/** One method of one path of the relay's HTTP side. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Literal segments and `:NAME`, which stands for any one segment that is not empty. */
  readonly path: string;
  /** `administer`: only with a bearer token that is granted it. @default 'nothing' */
  readonly needs?: 'nothing' | 'administer';
  /** What it throws other than {@link HttpError} ends the connection. */
  readonly handle: (call: RouteCall) => Answer | Promise<Answer>;
}

/**
 * Finds out who administers: by the request's bearer token.
 * @param channel that the route names in `:channel`; null for what concerns the whole relay
 * @throws HttpError 401 | 403
 */
export type AuthorizeAdministrator = (request: IncomingMessage, channel: string | null) => Promise<Administrator>;

/** Who may administer, for the routes that need it. */
export interface RouterOptions {
  /** @default none: routes that need the permission are not found */
  readonly authorizeAdministrator?: AuthorizeAdministrator;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/**
 * Answers to administrators are compressed from this length on: the channels of a large relay are read every two seconds.
 * Those that anybody may ask for are not, since compressing costs the relay more than asking costs whoever asks.
 */
const MIN_COMPRESSED_CHARS = 4096;
const compress = promisify<string, { readonly level: number }, Uint8Array>(gzip);

/** Dispatches requests to routes. */
export class Router {
  readonly #routes: readonly Compiled[];
  readonly #authorize: AuthorizeAdministrator | undefined;

  constructor(routes: readonly Route[], options: RouterOptions = {}) {
    this.#authorize = options.authorizeAdministrator;
    this.#routes = routes
      .filter(({ needs }) => needs !== 'administer' || this.#authorize !== undefined)
      .map((route) => ({ route, segments: route.path.split('/') }));
  }

  /** Every path that is answered, each once, for the answer to an unknown one. */
  get paths(): string[] {
    return [...new Set(this.#routes.map(({ route }) => route.path))];
  }

  /** Answers a request; false where no route has its path. HEAD is GET without a body. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const segments = requestPath(request).split('/');
    const found = this.#routes.filter((candidate) => fits(candidate.segments, segments));
    if (found.length === 0) return false;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const match = found.find(({ route }) => route.method === method);
    if (!match) {
      const methods = found.map(({ route }) => route.method);
      refuse(request, response, new HttpError(405, `${methods.join(' or ')} only`, { allow: methods.join(', ') }));
      return true;
    }
    try {
      const answer = await this.#call(match, segments, request);
      if (answer.file) await sendFile(request, response, answer.file);
      else if (match.route.needs === 'administer') await sendCompressed(request, response, answer);
      else sendAnswer(request, response, answer);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      refuse(request, response, error);
    }
    return true;
  }

  async #call({ route, segments: pattern }: Compiled, segments: readonly string[], request: IncomingMessage) {
    const params = parameters(pattern, segments);
    const administrator = route.needs === 'administer' ? await this.#authorize!(request, params.channel ?? null) : null;
    const query = Object.fromEntries(new URLSearchParams(/\?([^#]*)/.exec(request.url ?? '')?.[1] ?? ''));
    return route.handle({ request, params, query, administrator });
  }
}

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]));

function parameters(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = Object.create(null);
  pattern.forEach((part, i) => {
    if (!part.startsWith(':')) return;
    try {
      params[part.slice(1)] = decodeURIComponent(segments[i]!);
    } catch {
      throw new HttpError(400, {
        error: `${part.slice(1)} in the path must be percent-encoded UTF-8`,
        field: part.slice(1),
        value: segments[i]!.slice(0, 80),
        allowed: 'percent-encoded UTF-8',
      });
    }
  });
  return params;
}

/** Answers with the error's status and its problem as JSON. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
  sendAnswer(request, response, { status: error.status, headers: error.headers, json: error.problem });
}

/** As {@link sendAnswer}; a long answer is compressed for whoever reads that. */
async function sendCompressed(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const text = bodyOf(answer);
  if (
    text.length < MIN_COMPRESSED_CHARS ||
    !/\bgzip\b(?!;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(request.headers['accept-encoding']))
  )
    return sendAnswer(request, response, answer);
  const body = await compress(text, { level: 1 });
  const vary = [answer.headers?.vary, 'accept-encoding'].filter(Boolean).join(', ');
  sendAnswer(request, response, { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip', vary } }, body);
}

const bodyOf = ({ json, text }: Answer): string => (json === undefined ? (text ?? '') : `${JSON.stringify(json)}\n`);

/** Writes an answer; nothing where the connection has gone or an answer was begun. @param body what the answer becomes, where it was made */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  body: string | Uint8Array = bodyOf(answer),
): void {
  if (response.headersSent || response.destroyed) return;
  const { status = 200, json, text } = answer;
  const hasBody = json !== undefined || text !== undefined;
  response.writeHead(status, {
    ...(hasBody && { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' || !hasBody ? undefined : body);
}
