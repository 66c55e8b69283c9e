import { CodecError } from '../../../core/errors.js';
import type { ClientAnswer } from './client.js';

/** How a client is told what the relay, the model or a decoder has thrown. */
export function answerOf(error: unknown): ClientAnswer {
  const code = error instanceof CodecError ? error.code : null;
  const { message } = error as Error;
  if (code === 'CHANNEL_BUSY') return { status: 403, reason: 'Mountpoint in use', message };
  if (code === 'NOT_ALLOWED') return { status: 403, reason: 'Forbidden', message };
  if (code === 'AUDIO_FORMAT' || code === 'AUDIO_EMPTY')
    return { status: 415, reason: 'Unsupported Media Type', message };
  return { status: 503, reason: 'Service Unavailable', message, headers: { 'Retry-After': '30' } };
}
