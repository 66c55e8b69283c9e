import { expect, it } from 'vitest';
import {
  hostIdentity,
  isCommitted,
  isSignedByHost,
  newHostKey,
  newSecret,
} from '../../../../src/session/crypto/host-key.js';
import { webCrypto } from '../../../../src/session/crypto/web-crypto.js';
import { syncSessionCrypto } from '../../../support/node-session-crypto.js';

const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));

// RFC 8032, 7.1, tests 1 and 2.
it.each([
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
])('signs as RFC 8032 states (%#)', async (secret, publicKey, message, signature) => {
  for (const crypto of [webCrypto(), syncSessionCrypto]) {
    const key = (await crypto.signingKey(hex(secret)))!;
    expect(Buffer.from(key.publicKey).toString('hex')).toBe(publicKey);
    const made = await key.sign(hex(message));
    expect(Buffer.from(made).toString('hex')).toBe(signature);
    expect(await crypto.verify(key.publicKey, made, hex(message))).toBe(true);
    expect(await crypto.verify(key.publicKey, made, hex(`${message}00`))).toBe(false);
    made[3]! ^= 1;
    expect(await crypto.verify(key.publicKey, made, hex(message))).toBe(false);
  }
  expect(await webCrypto().verify(hex('00'), hex(signature), hex(message))).toBe(false);
});

it('makes the same secret of the same key, which no other key or nonce fits, and signs for one peer and session', async () => {
  const crypto = webCrypto();
  const key = newHostKey(crypto);
  const host = (await hostIdentity(crypto, key))!;
  expect(await newSecret(crypto, key)).toEqual(host.secret);
  expect([host.secret.length, await isCommitted(crypto, host.secret, host)]).toEqual([16, true]);
  const other = (await hostIdentity(crypto, newHostKey(crypto)))!;
  expect(await isCommitted(crypto, host.secret, { ...host, nonce: other.nonce })).toBe(false);
  expect(await isCommitted(crypto, host.secret, { ...host, publicKey: other.publicKey })).toBe(false);
  const [peer, another] = [crypto.randomBytes(32), crypto.randomBytes(32)];
  const signature = await host.sign(peer);
  expect(await isSignedByHost(crypto, host.secret, { ...host, signature }, peer)).toBe(true);
  expect(await isSignedByHost(crypto, host.secret, { ...host, signature }, another)).toBe(false);
  expect(await isSignedByHost(crypto, other.secret, { ...host, signature }, peer)).toBe(false);
  expect(await isSignedByHost(crypto, host.secret, host, peer)).toBe(false);
  expect(await newSecret(crypto, undefined)).not.toEqual(await newSecret(crypto, undefined));
  for (const wrong of ['', key.slice(1), `${key}A`, `${key.slice(1)}!`, 7 as never])
    await expect(newSecret(crypto, wrong)).rejects.toThrow(/^hostKey must be 43/);
  const without = { ...crypto, signingKey: async () => null, verify: async () => null };
  await expect(newSecret(without, key)).rejects.toMatchObject({ code: 'NOT_INSTALLED' });
  // It cannot tell, and believes what fits the link.
  expect(await isSignedByHost(without, host.secret, { ...host, signature: new Uint8Array(64) }, peer)).toBe(true);
});
