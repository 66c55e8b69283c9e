import { CodecError } from 'latentcast/browser';
import { s } from './language.js';

/** Why this page cannot take part in any session, as a sentence; null where it can. */
export function missingForSessions(): string | null {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return s.missing.insecure;
  return null;
}

/** A notice for a browser without direct connections; empty where it has them. */
export const withoutWebRtc = (): string => (typeof RTCPeerConnection === 'undefined' ? s.missing.webRtc : '');

/** An error of a session as a sentence with what the user can do about it. */
export function explainSession(error: Error): string {
  const { message } = error;
  const { errors } = s;
  if (!(error instanceof CodecError)) return /behind #|#session=/.test(message) ? errors.damagedLink : message;
  if (/the host has removed you/.test(message)) return errors.removed;
  const ended = /the operator has ended the session(?:: (.*))?$/.exec(message);
  if (ended) return errors.endedByOperator(ended[1] ?? '');
  switch (error.code) {
    case 'SESSION_NOT_FOUND':
      return /as long as/.test(message) ? errors.lastedTooLong : errors.notFound;
    case 'CHANNEL_LIMIT':
      return errors.full(message);
    case 'NOT_ALLOWED':
      return errors.notAllowed(message);
    case 'TRANSPORT_FAILED':
    case 'TRANSPORT_CLOSED':
      return errors.unreachable(message);
    case 'MODEL_MISMATCH':
      return errors.otherModel(message);
    case 'MODEL_NOT_FOUND':
    case 'MODEL_HASH':
    case 'MODEL_FAILED':
      return errors.model(message);
    default:
      return message;
  }
}
