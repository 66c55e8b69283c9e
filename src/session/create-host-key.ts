import { newHostKey } from './crypto/host-key.js';
import { webCrypto } from './crypto/web-crypto.js';

/**
 * A new key by which a host is known: 43 characters, for the option `hostKey`, to be kept secret.
 * @throws CodecError NOT_ALLOWED on an insecure page
 */
export const createHostKey = (): string => newHostKey(webCrypto());
