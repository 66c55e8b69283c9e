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
  /** What the station states of itself. */
  readonly tags?: AudioTags;
}

/** What decides how an address is read. */
export interface FetchAudioOptions {
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignalLike;
  /** Called for each title that the station states between the audio. */
  readonly onTags?: (tags: AudioTags) => void;
}

const PLAYLIST = /mpegurl|dash\+xml/i;

/**
 * Requests audio from an HTTP server, and titles from a radio station.
 *
 * @throws CodecError FILE_IO with the status or the network's reason, ABORTED
 */
export async function fetchAudio(url: string, { signal, onTags }: FetchAudioOptions): Promise<HttpAudio> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  let response: Response;
  try {
    response = await fetch(url, { headers: { 'Icy-MetaData': '1', accept: '*/*' }, signal: controller.signal });
  } catch (cause) {
    if (signal?.aborted) throw new CodecError('ABORTED', `${url}: aborted`, { cause });
    const { cause: inner } = cause as { cause?: Error };
    throw new CodecError('FILE_IO', `${url}: cannot open it: ${(inner ?? (cause as Error)).message}`, { cause });
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  const { headers, body } = response;
  if (!response.ok || !body) {
    controller.abort();
    throw new CodecError('FILE_IO', `${url}: the server answers ${response.status} ${response.statusText}`.trimEnd());
  }
  const type = headers.get('content-type') ?? '';
  const every = Number(headers.get('icy-metaint') ?? 0);
  const titles = Number.isInteger(every) && every > 0 ? new IcyStream(every, onTags ?? (() => {})) : undefined;
  async function* bytes(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of stream)
        if (titles) yield* titles.push(chunk);
        else yield chunk;
    } catch (cause) {
      throw new CodecError('FILE_IO', `${url}: the connection broke: ${(cause as Error).message}`, { cause });
    } finally {
      controller.abort();
    }
  }
  const name = headers.get('icy-name');
  return {
    chunks: Object.assign(bytes(body as unknown as AsyncIterable<Uint8Array>), { destroy: () => controller.abort() }),
    isPlaylist: PLAYLIST.test(type) || /\.(m3u8|mpd)($|\?)/i.test(url),
    ...(name && { tags: { title: name } }),
  };
}
