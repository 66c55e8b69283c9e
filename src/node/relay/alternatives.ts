import { shown } from '../../core/shown.js';

/**
 * A function that names the same channel at one of these relays, at random.
 *
 * @param addresses of relays, ws:// or wss://, with or without a slash at the end
 * @throws TypeError naming one that is no such address
 */
export function chooseAlternative(addresses: readonly string[]): (channel: string) => string | undefined {
  if (!Array.isArray(addresses))
    throw new TypeError(`alternatives must be a list of addresses, got ${shown(addresses)}`);
  const bases = addresses.map((address, i) => {
    const isAddress = typeof address === 'string' && /^wss?:\/\//.test(address) && URL.canParse(address);
    if (!isAddress)
      throw new TypeError(`alternatives[${i}] must be ws://HOST:PORT or wss://HOST, got ${shown(address)}`);
    return address.replace(/\/$/, '');
  });
  return (channel) =>
    bases.length === 0 ? undefined : `${bases[Math.floor(Math.random() * bases.length)]}/${channel}`;
}

/** The same channel at another node of the cluster that has room, or else at one of these relays. @throws as {@link chooseAlternative} */
export function alternativeOf(
  addresses: readonly string[] | undefined,
  cluster: { elsewhere(channel: string): string | undefined } | null,
): (channel: string) => string | undefined {
  const stated = chooseAlternative(addresses ?? []);
  return (channel) => cluster?.elsewhere(channel) ?? stated(channel);
}
