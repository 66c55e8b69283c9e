import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../http-error.js';

/** Bytes of a request's body. */
export const MAX_BODY_BYTES = 16_384;
/** A body that has not come whole after this is refused. */
const BODY_TIMEOUT_MS = 10_000;

/**
 * Reads a request's body as JSON.
 *
 * @throws HttpError 415 for another content type, charset or encoding, 413 for one that is too long, 408 for one that does not come, 400 for
 *   what is no JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? 'none';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw unsupported('content-type', type, 'application/json');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!/^identity$/i.test(encoding)) throw unsupported('content-encoding', encoding, 'identity');
  const charset = /;\s*charset\s*=\s*"?([^";]*)/i.exec(type)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw unsupported('content-type', type, 'application/json in UTF-8');
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HttpError(400, `the body must be JSON: ${(cause as Error).message.slice(0, 200)}`);
  }
}

const unsupported = (field: string, stated: string, allowed: string): HttpError => {
  const value = stated.slice(0, 80);
  return new HttpError(415, { error: `${field} must be ${allowed}, got ${value}`, field, value, allowed });
};

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // An iteration over the request would destroy its socket when it is left: the answer could not be sent.
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => end(closing(408, `the body must come within ${BODY_TIMEOUT_MS} ms`)),
      BODY_TIMEOUT_MS,
    );
    const end = (error?: Error): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (error) {
        request.pause();
        reject(error);
      } else resolve();
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) end(closing(413, `the body must be at most ${MAX_BODY_BYTES} bytes`));
      else chunks.push(chunk);
    };
    const onEnd = (): void => end();
    const onClose = (): void => end(new HttpError(400, 'the body was cut off'));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** What remains of the body is not read: the connection cannot be used again. */
const closing = (status: number, error: string): HttpError => new HttpError(status, error, { connection: 'close' });
