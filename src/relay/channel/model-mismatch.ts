import { CodecError } from '../../core/errors.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { SubscriberRequest } from '../subscribers/subscriber.js';

/** The error for a subscriber that does not decode the stream's model; null for one that does, or has not stated any. */
export function subscriberMismatch(
  channel: string,
  hello: StreamHello,
  { modelSha256 }: SubscriberRequest,
): CodecError | null {
  if (!modelSha256 || modelSha256.includes(hello.modelSha256)) return null;
  return new CodecError(
    'MODEL_MISMATCH',
    `channel ${channel} streams model ${hello.modelId} (sha256 ${hello.modelSha256}); the listener has sha256 ${modelSha256.join(', ')}`,
  );
}
