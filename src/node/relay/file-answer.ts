import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { HttpError } from './http-error.js';

/** A file as the answer to a request. */
export interface FileAnswer {
  readonly path: string;
  readonly contentType: string;
  /** Name under which a browser saves it. */
  readonly fileName: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A part of a file, both bytes included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Answers with a file, or the part that a `Range` header asks for (RFC 9110, 14.2; several ranges are answered with the
 * whole file, as that allows). What is appended meanwhile is not sent.
 *
 * @throws HttpError 404 where it cannot be opened, 416 for a range outside of it
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, contentType, fileName, headers = {} }: FileAnswer,
): Promise<void> {
  const file = await open(path, 'r').catch(() => {
    throw new HttpError(404, 'not found');
  });
  try {
    await answer(request, response, file, {
      ...headers,
      'content-type': contentType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
    });
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  file: FileHandle,
  stated: Readonly<Record<string, string>>,
): Promise<void> {
  const { size, mtimeMs } = await file.stat();
  const etag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  const { range, 'if-range': ifRange, 'if-none-match': known } = request.headers;
  const headers = {
    ...stated,
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  };
  if (response.headersSent || response.destroyed) return;
  if (known === etag) return void response.writeHead(304, headers).end();
  const part = ifRange === undefined || ifRange === etag ? parseRange(range, size) : null;
  const { first, last } = part ?? { first: 0, last: size - 1 };
  response.writeHead(part ? 206 : 200, {
    ...headers,
    'content-length': last - first + 1,
    ...(part && { 'content-range': `bytes ${first}-${last}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  // A client that leaves in the middle is no error of the server.
  await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response).catch(() =>
    response.destroy(),
  );
}

/**
 * The one range that a `Range` header asks for; null where it asks for none, for several, or in another unit.
 *
 * @param size of the file
 * @throws HttpError 416 for a range that starts behind the end
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!found) return null;
  const [, from, to] = found as unknown as [string, string, string];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  // A range whose end lies before its start is not valid, and then the header counts as absent.
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  if (first >= size || (from === '' && Number(to) === 0))
    throw new HttpError(416, 'the range lies outside of the file', { 'content-range': `bytes */${size}` });
  return { first, last };
}
