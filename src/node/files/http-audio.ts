import { setTimeout as wait } from 'node:timers/promises';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { AudioTags } from './audio-tags.js';
import { IcyStream } from './icy-stream.js';

/** A server's answer as audio. */
export interface HttpAudio {
  /** The audio's bytes, the titles between them taken out. `destroy` ends the connection. */
  readonly chunks: AsyncIterable<Uint8Array> & { destroy: () => void };
  /** Whether it is a playlist of segments (HLS, DASH), which FFmpeg has to open by its address. */
  readonly isPlaylist: boolean;
  /** Whether it is a radio station's stream, which does not end. */
  readonly isStation: boolean;
  /** What the station states of itself. */
  readonly tags?: AudioTags;
}

/** What decides how an address is read. */
export interface FetchAudioOptions {
  /** Gives up waiting for the first answer. */
  readonly signal?: AbortSignalLike;
  /** Called for each title that the station states between the audio. */
  readonly onTags?: (tags: AudioTags) => void;
  /** The connection broke, for the reason that is stated, and is made again. */
  readonly onReconnect?: (reason: string) => void;
  /** How long a broken connection is made again before it is given up. @default 60000 */
  readonly giveUpMs?: number;
  /** A station that sends nothing for this time is connected to again. @default 20000 */
  readonly silentMs?: number;
}

const PLAYLIST = /mpegurl|dash\+xml/i;
const GIVE_UP_MS = 60_000;
const SILENT_MS = 20_000;
/** Waits between attempts: doubled each time. */
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5000;
/** A station whose own source is away answers 404 meanwhile; for longer, it has ended. */
const ABSENT_MS = 10_000;

/**
 * Requests audio from an HTTP server, and titles from a radio station.
 *
 * A connection that breaks is made again: to a station, whose stream continues where it is then, and to a server that
 * can continue a file at any byte. A station that has ended its stream is asked again, too, and has ended where it answers
 * 410, or 404 for ten seconds.
 *
 * @throws CodecError FILE_IO with the status or the network's reason, also from the chunks; ABORTED
 */
export async function fetchAudio(url: string, options: FetchAudioOptions): Promise<HttpAudio> {
  const connection = new HttpConnection(url, options);
  const response = await connection.open();
  const { headers } = response;
  const name = headers.get('icy-name');
  return {
    chunks: Object.assign(connection.bytes(), { destroy: () => connection.close() }),
    isPlaylist: PLAYLIST.test(headers.get('content-type') ?? '') || /\.(m3u8|mpd)($|\?)/i.test(url),
    isStation: isStationAnswer(response),
    ...(name && { tags: { title: name } }),
  };
}

/** One address, over several connections one after another. */
class HttpConnection {
  readonly #url: string;
  readonly #options: FetchAudioOptions;
  #controller = new AbortController();
  readonly #closed = new AbortController();
  #response: Response | undefined;
  /** Bytes of the body so far. */
  #received = 0;

  constructor(url: string, options: FetchAudioOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** Makes the first connection. */
  async open(): Promise<Response> {
    const { signal } = this.#options;
    const url = this.#url;
    const onAbort = (): void => this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      const response = await this.#request();
      if (response.ok && response.body) {
        this.#response = response;
        return response;
      }
      this.close();
      throw new CodecError('FILE_IO', `${url}: the server answers ${answer(response)}`);
    } catch (cause) {
      if (signal?.aborted) throw new CodecError('ABORTED', `${url}: aborted`, { cause });
      if (cause instanceof CodecError) throw cause;
      throw new CodecError('FILE_IO', `${url}: cannot open it: ${reasonOf(cause)}`, { cause });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    this.#closed.abort();
    this.#controller.abort();
  }

  /** The audio of all connections. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const { onTags = () => {} } = this.#options;
    const isStation = isStationAnswer(this.#response!);
    const canContinue = isContinuable(this.#response!);
    try {
      while (this.#response) {
        const every = Number(this.#response.headers.get('icy-metaint') ?? 0);
        const titles = Number.isInteger(every) && every > 0 ? new IcyStream(every, onTags) : undefined;
        let reason: string | undefined;
        try {
          for await (const chunk of this.#body(this.#response, isStation)) {
            if (titles) yield* titles.push(chunk);
            else yield chunk;
          }
        } catch (cause) {
          // Whoever reads has all that it needs: what is left of the answer is not missed.
          if (this.#closed.signal.aborted) return;
          reason = reasonOf(cause);
          if (!(isStation || canContinue))
            throw new CodecError('FILE_IO', `${this.#url}: the connection broke: ${reason}`, { cause });
        }
        if (!isStation && reason === undefined) return;
        this.#options.onReconnect?.(reason ?? 'the server ended the stream');
        this.#response = await this.#connectAgain(reason, isStation);
      }
    } finally {
      this.close();
    }
  }

  /** The bytes of one connection. */
  async *#body(response: Response, isStation: boolean): AsyncGenerator<Uint8Array> {
    const { silentMs = SILENT_MS } = this.#options;
    const controller = this.#controller;
    const isSilent = new Error(`nothing came for ${silentMs / 1000} s`);
    const watch = (): NodeJS.Timeout | undefined =>
      isStation ? setTimeout(() => controller.abort(isSilent), silentMs) : undefined;
    let timer = watch();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        this.#received += chunk.length;
        yield chunk;
        timer = watch();
      }
    } finally {
      clearTimeout(timer);
      controller.abort();
    }
  }

  /** @returns undefined where the stream has ended @throws CodecError FILE_IO where no connection can be made */
  async #connectAgain(reason: string | undefined, isStation: boolean): Promise<Response | undefined> {
    const { giveUpMs = GIVE_UP_MS } = this.#options;
    const startMs = Date.now();
    let last = reason ?? 'the server ended the stream';
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
      await wait(waitMs, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      if (this.#closed.signal.aborted) return undefined;
      try {
        const response = await this.#request(isStation ? undefined : this.#received);
        if (response.body && (isStation ? response.ok : response.status === 206)) return response;
        last = `the server answers ${answer(response)}`;
        this.#controller.abort();
        if (isStation && response.status === 410) return undefined;
        if (isStation && response.status === 404 && Date.now() + waitMs > startMs + ABSENT_MS) return undefined;
        if (!isStation && response.status < 500) break;
      } catch (cause) {
        if (this.#closed.signal.aborted) return undefined;
        last = reasonOf(cause);
      }
      if (Date.now() + waitMs > startMs + giveUpMs) break;
    }
    throw new CodecError('FILE_IO', `${this.#url}: the connection broke and cannot be made again: ${last}`);
  }

  #request(from?: number): Promise<Response> {
    this.#controller = new AbortController();
    if (this.#closed.signal.aborted) this.#controller.abort();
    const range = from === undefined ? {} : { range: `bytes=${from}-` };
    return fetch(this.#url, {
      headers: { 'Icy-MetaData': '1', accept: '*/*', ...range },
      signal: this.#controller.signal,
    });
  }
}

/** Whether a radio station answers. */
const isStationAnswer = ({ headers }: Response): boolean =>
  [...headers.keys()].some((key) => key.startsWith('icy-')) || /icecast|shoutcast/i.test(headers.get('server') ?? '');

const isContinuable = ({ headers }: Response): boolean =>
  headers.get('accept-ranges') === 'bytes' && headers.has('content-length') && !headers.has('content-encoding');

const answer = ({ status, statusText }: Response): string => `${status} ${statusText}`.trimEnd();

/** The innermost reason of a failed request: the outer ones are all called "fetch failed" or "terminated". */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? reasonOf(cause) : (error as Error).message;
}
