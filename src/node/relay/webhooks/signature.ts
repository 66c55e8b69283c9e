import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header of a signed request: `t=SECONDS,v1=HEX`. */
export const SIGNATURE_HEADER = 'latentcast-signature';

/** How a signed request is checked. */
export interface VerifySignatureOptions {
  /** The secret that both sides know. */
  readonly secret: string;
  /** Of the request, exactly as it came. */
  readonly body: string | Uint8Array;
  /** Value of the header `Latentcast-Signature`; undefined where the request has none. */
  readonly signature: string | undefined;
  /** Now, in ms since 1970. @default Date.now() */
  readonly wallMs?: number;
  /** How old a request may be, or how far ahead of this clock, in ms: older ones may be repetitions. @default 300000 */
  readonly toleranceMs?: number;
}

/** The value of the header: the time in seconds, and HMAC-SHA256 of `SECONDS.BODY` in hex. */
export function signRequest(secret: string, body: string | Uint8Array, wallMs: number): string {
  const seconds = Math.floor(wallMs / 1000);
  return `t=${seconds},v1=${digest(secret, seconds, body).toString('hex')}`;
}

/** Whether a request was signed with the secret, and not long ago. */
export function verifySignature(options: VerifySignatureOptions): boolean {
  const { secret, body, signature, wallMs = Date.now(), toleranceMs = 300_000 } = options;
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  if (seconds === undefined || Math.abs(wallMs - 1000 * Number(seconds)) > toleranceMs) return false;
  return timingSafeEqual(digest(secret, Number(seconds), body), Buffer.from(hex!, 'hex'));
}

const digest = (secret: string, seconds: number, body: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
