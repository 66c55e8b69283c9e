import type { KeyBytes } from '../../../src/ports/session-crypto.js';
import { PeerKeys } from '../../../src/session/crypto/peer-keys.js';
import { SenderKey } from '../../../src/session/crypto/sender-key.js';
import { encodeSframeHeader, parseSframeHeader } from '../../../src/session/crypto/sframe-header.js';
import { syncSessionCrypto } from '../../support/node-session-crypto.js';
import { bytesOf, type FuzzTarget, isSame, mustHold } from './fuzz-target.js';

const SEAT = 3;
const SUITES = ['ctr-hmac-64', 'gcm-128'] as const;

/** The same keys in each run, so that an input that was kept means the same. */
const crypto = { ...syncSessionCrypto, randomBytes: (length: number): KeyBytes => new Uint8Array(length).fill(7) };

async function protectedMessages(): Promise<KeyBytes[]> {
  const out: KeyBytes[] = [];
  for (const suite of SUITES) {
    const key = new SenderKey(crypto, suite, SEAT);
    for (const text of ['', 'sound', 'more sound']) {
      const { number, cipher } = key.next();
      out.push(await (await cipher).encrypt(number.counter, bytesOf(text)));
    }
    key.advance();
    const { number, cipher } = key.next();
    out.push(await (await cipher).encrypt(number.counter, bytesOf('after the change of keys')));
  }
  return out;
}

const sent = protectedMessages();

/** Any bytes as an SFrame message: only what was sent is opened, byte for byte, and once. */
export const target: FuzzTarget = {
  seeds: () => sent,
  maxBytes: 256,
  suiteRuns: 300,
  run: async (bytes) => {
    const message = new Uint8Array(bytes);
    const header = parseSframeHeader(message);
    if (!header) return;
    const { keyId, counter, length } = header;
    mustHold(isSame(encodeSframeHeader(keyId, counter), message.subarray(0, length)), 'a header has one form');
    const valid = await sent;
    for (const suite of SUITES) {
      const keys = new PeerKeys(crypto, suite, SEAT);
      await keys.add(await new SenderKey(crypto, suite, SEAT).grant(), 0);
      const opened = await keys.open(message, header, 0);
      if (opened.refusal !== undefined) continue;
      mustHold(
        valid.some((known) => isSame(known, message)),
        'what is opened was sent',
      );
      mustHold((await keys.open(message, header, 0)).refusal === 'replayed', 'it is opened once');
    }
  },
};
