import { CodecError } from 'latentcast/browser';

/** Why this page cannot take part in any session, as a sentence; null where it can. */
export function missingForSessions(): string | null {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle)
    return 'This page was opened over plain http. Open it over https, or on localhost: a listening session is encrypted, and browsers encrypt only there.';
  return null;
}

/** A notice for a browser without direct connections; empty where it has them. */
export const withoutWebRtc = (): string =>
  typeof RTCPeerConnection === 'undefined'
    ? 'This browser makes no direct connections (WebRTC is missing or switched off): everything goes over the relay, encrypted.'
    : '';

/** What is said of a link that is none. */
export const DAMAGED_LINK =
  'This link is damaged: a part of it is missing or wrong. Copy all of it, from “http” to the last letter, and try again.';

/** An error of a session as a sentence with what the user can do about it. */
export function explainSession(error: Error): string {
  const { message } = error;
  if (!(error instanceof CodecError)) return /behind #|#session=/.test(message) ? DAMAGED_LINK : message;
  const ended = /the operator has ended the session(: .*)?$/.exec(message);
  if (ended) return `The operator of the relay has ended the session${ended[1] ?? '.'}`;
  switch (error.code) {
    case 'SESSION_NOT_FOUND':
      return /as long as/.test(message)
        ? 'The session has ended: it has lasted as long as this relay allows.'
        : 'There is no session with this link: it has ended, or the key at the end of the link is wrong. Ask for the link again.';
    case 'CHANNEL_LIMIT':
      return `There is no room: ${message}.`;
    case 'NOT_ALLOWED':
      return `The relay does not let you in (${message}). If you have a key or token, enter it below.`;
    case 'TRANSPORT_FAILED':
    case 'TRANSPORT_CLOSED':
      return `The relay cannot be reached. Check the connection and try again. (${message})`;
    case 'MODEL_MISMATCH':
      return `The host uses another model than this server has, so that its sound cannot be decoded here. (${message})`;
    case 'MODEL_NOT_FOUND':
    case 'MODEL_HASH':
    case 'MODEL_FAILED':
      return `The model cannot be used on this device. Reload the page to try again. (${message})`;
    default:
      return message;
  }
}
