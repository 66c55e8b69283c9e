import type { ModelDelay } from '../core/latent/low-delay.js';
import { type OptionKinds, SHAPES } from '../core/options.js';
import type { Direction } from '../ports/model.js';
import { requireTokenOrigins } from '../transports/address-to-follow.js';
import { requireBearerToken } from '../transports/bearer-token.js';
import { TOKEN_SHAPE, type TokenSource } from '../transports/token-source.js';
import { siblingUrl } from './channel-url.js';
import { CodecModel } from './codec-model.js';
import type { AccessRequest } from './worker/messages.js';

/** Options that listeners and broadcasters in a page have in common. */
export interface PageStreamOptions {
  /** `ws://HOST:PORT/CHANNEL`, or the same with `wss:`, `http:` or `https:`. */
  readonly url: string;
  /**
   * Token or key that the relay asks for, or a function that is asked for it at each connection, so that one that expires
   * can be renewed; what it throws is an `error` event or the `why` of a state. It is sent in the handshake, never in the
   * URL. @default none
   */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of `url`, `wss://HOST:PORT` or `*`, where it names another. @default none */
  readonly tokenOrigins?: readonly string[];
  /** Folder of the model, or a model that is loaded or being loaded. @default `/models/default/` of the relay */
  readonly model?: string | CodecModel;
  /** As of a {@link CodecModel}; not beside one, which has its own. @default 'normal' */
  readonly delay?: ModelDelay;
  /** An audio context to run in, at any rate; it is not closed. @default a new one */
  readonly context?: AudioContext;
  /** Folder of ONNX Runtime's WASM files. @default where the relay that serves the model has them */
  readonly wasmUrl?: string;
  /** Threads of the runtime, 1..8. @default 1, or 2 where memory can be shared and the device has four cores or more */
  readonly threads?: number;
  /** Scripts at URLs of their own, where the page's policy forbids blob URLs. */
  readonly scripts?: { readonly worker?: string };
  /** Closes the stream when it aborts. */
  readonly signal?: AbortSignal;
}

/** Kinds of {@link PageStreamOptions}. */
export const PAGE_KINDS: OptionKinds<PageStreamOptions> = {
  url: 'string',
  token: TOKEN_SHAPE,
  tokenOrigins: 'any',
  model: {
    name: 'the URL of a folder or a CodecModel',
    matches: (value) => typeof value === 'string' || value instanceof CodecModel,
  },
  delay: 'any',
  context: 'any',
  wasmUrl: 'string',
  threads: 'any',
  scripts: 'object',
  signal: SHAPES.signal,
};

/**
 * The model that the options name.
 *
 * @returns whether it was made here, and is to be closed with the stream, too
 * @throws TypeError or RangeError for a wrong option
 */
export function modelOf(direction: Direction, options: PageStreamOptions): { model: CodecModel; isOwned: boolean } {
  const { model, url, delay, wasmUrl, threads, scripts } = options;
  if (model instanceof CodecModel) {
    if (delay !== undefined)
      throw new TypeError(`delay must be absent beside a CodecModel, which has its own, got ${delay}`);
    return { model, isOwned: false };
  }
  const made = new CodecModel({
    url: model ?? siblingUrl(url, 'models/default'),
    direction,
    ...(delay !== undefined && { delay }),
    ...(wasmUrl !== undefined && { wasmUrl }),
    ...(threads !== undefined && { threads }),
    ...(scripts?.worker !== undefined && { workerUrl: scripts.worker }),
  });
  return { model: made, isOwned: true };
}

/** What the worker needs of a stream's token. @throws TypeError naming a wrong option; the token is never quoted */
export function accessOf({ token, tokenOrigins }: PageStreamOptions): AccessRequest {
  requireTokenOrigins('tokenOrigins', tokenOrigins);
  return {
    ...(token !== undefined && { token: typeof token === 'function' ? null : requireBearerToken('token', token) }),
    ...(tokenOrigins && { tokenOrigins: [...tokenOrigins] }),
  };
}
