import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { requireKind, requireOneOf, requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';
import type { PeerIdentity } from '../../../ports/authorizer.js';
import type { AddressPeers } from '../../../relay/address-peers.js';
import { nodeClock } from '../../clock.js';
import { HttpError } from '../http-error.js';
import { addressKey, isLoopback } from './address-key.js';
import { type AddressLimitOptions, AddressLimits, NOT_COUNTED, releaseOnClose } from './address-limits.js';
import { presentedCredentials } from './credentials.js';
import { type ForwardedHeader, forwardedAddress } from './forwarded.js';
import { hasTwoHosts, hostnameOf, requireNames } from './host-names.js';
import { isLoopbackName } from './loopback-name.js';
import { foreignOriginOf, isPathPrefix, outerAddress } from './outer-address.js';
import { readProxyHeaders } from './proxy-header-reader.js';
import { parseSubnet, SubnetMap } from './subnet.js';
import { TurnedAwayCounter } from './turned-away.js';

/** Proxies in front of a relay, and how they state whom they speak for. */
export interface ProxyOptions {
  /** Their addresses and subnets, such as `10.0.0.0/8`, at most 256: what others state is not believed. */
  readonly trusted: readonly string[];
  /**
   * `x-forwarded-for`, `forwarded` (RFC 7239), or `proxy-protocol`, version 1 or 2, with which every connection of a
   * trusted proxy must begin. @default 'x-forwarded-for'
   */
  readonly header?: 'x-forwarded-for' | 'forwarded' | 'proxy-protocol';
}

/** Who may come in, and under which path. */
export interface DoorOptions {
  /** @default no address but that of the connection is believed */
  readonly proxies?: ProxyOptions;
  /** Connections and attempts of one client; loopback and the proxies themselves have no limits. */
  readonly addressLimits?: AddressLimitOptions;
  /** Other processes of the relay, whose connections and attempts of an address count too. @default none */
  readonly addressPeers?: AddressPeers;
  /** Name under which the relay listens, which pages may use for it beside those of the loopback. @default none */
  readonly host?: string;
  /**
   * Further names under which browsers reach a relay that listens on the loopback alone, such as that of a proxy on the
   * same machine which passes it on; at most 64. @default none
   */
  readonly names?: readonly string[];
  /** Path under which everything is, such as `/radio`. @default '/' */
  readonly pathPrefix?: string;
  /** Called with the address and the reason for each connection that is cut at the door. @default nothing is told */
  readonly onTurnedAway?: (address: string, why: string) => void;
}

const HEADERS = ['x-forwarded-for', 'forwarded', 'proxy-protocol'] as const;
const MAX_PROXIES = 256;

/** Every way into a relay's server: tells who stands there, and counts connections and attempts by their addresses. */
export class Doors {
  /** Counts whom it does not let in; others who turn connections away count here too. */
  readonly turnedAway = new TurnedAwayCounter();
  readonly #limits: AddressLimits;
  readonly #proxies = new SubnetMap<true>();
  readonly #header: NonNullable<ProxyOptions['header']>;
  readonly #prefix: string;
  readonly #host: string | null;
  readonly #names: ReadonlySet<string>;
  readonly #onTurnedAway: NonNullable<DoorOptions['onTurnedAway']>;
  /** Clients that proxies speak for by the PROXY protocol, by {@link socketKey}: the TLS socket of one is another object. */
  readonly #stated = new Map<string, string>();
  #cutWaiting = (): void => {};

  /** @throws TypeError, RangeError naming the option, its value and what is allowed */
  constructor(options: DoorOptions) {
    const {
      proxies,
      addressLimits,
      addressPeers,
      host,
      names = [],
      pathPrefix = '/',
      onTurnedAway = () => {},
    } = options;
    const isExempt = (address: string): boolean => isLoopback(address) || this.#isProxy(address);
    const peers = addressPeers && { others: addressPeers, nowMs: () => nodeClock.nowMs() };
    this.#limits = new AddressLimits(addressLimits, isExempt, peers);
    this.#header = proxies?.header ?? 'x-forwarded-for';
    if (proxies) this.#trust(proxies);
    requireKind('pathPrefix', pathPrefix, 'string');
    if (!isPathPrefix(pathPrefix))
      throw new RangeError(`pathPrefix must be a path such as /radio, got ${shown(pathPrefix)}`);
    this.#prefix = pathPrefix.replace(/\/$/, '');
    this.#onTurnedAway = onTurnedAway;
    this.#host = hostnameOf(host);
    this.#names = new Set(requireNames(names));
  }

  /** Other limits of addresses from now on. @throws TypeError, RangeError naming a wrong one */
  setAddressLimits(options: AddressLimitOptions): void {
    this.#limits.setOptions(options);
  }

  /** Watches the connections of a server, before it listens. */
  guard(server: Server): void {
    if (this.#header !== 'proxy-protocol') server.prependListener('connection', (socket) => this.#count(socket, null));
    else
      this.#cutWaiting = readProxyHeaders(server, {
        isProxy: (address) => this.#isProxy(address),
        onAddress: (socket, address) => this.#count(socket, address),
        onFailure: (address, why) => {
          this.turnedAway.count('proxy-header');
          this.#onTurnedAway(address, why);
        },
      });
  }

  /** The server closes: connections of which nothing is known yet are cut. */
  close(): void {
    this.#cutWaiting();
  }

  /** What is known of whoever has sent a request. */
  identify(request: IncomingMessage): PeerIdentity {
    const credentials = presentedCredentials(request);
    const address = this.#addressOf(request);
    const network = address === undefined ? undefined : addressKey(address);
    const foreignOrigin = foreignOriginOf(request, this.#headerOf(request));
    const reboundOrigin = this.#reboundOrigin(request);
    return {
      ...(credentials !== undefined && { credentials }),
      ...(address !== undefined && { address }),
      ...(network !== undefined && network !== address && { network }),
      ...(foreignOrigin !== undefined && { foreignOrigin }),
      ...(reboundOrigin !== undefined && { reboundOrigin }),
    };
  }

  /**
   * Takes the prefix off the request's path.
   *
   * @returns `outside` where the path is not under it, `root` where only the slash at its end is missing
   */
  enter(request: IncomingMessage): 'inside' | 'outside' | 'root' {
    const url = request.url ?? '/';
    if (this.#prefix === '') return 'inside';
    if (!url.startsWith(this.#prefix)) return 'outside';
    const rest = url.slice(this.#prefix.length);
    if (rest === '' || rest.startsWith('?')) return 'root';
    if (!rest.startsWith('/')) return 'outside';
    request.url = rest;
    return 'inside';
  }

  /**
   * A page of another site may point its name at this machine (DNS rebinding), and would read everything that the relay
   * answers to a request of its own. What listens on the loopback alone has no other names than those of the loopback and
   * those that were configured.
   *
   * @throws HttpError 421 for another name, unless a trusted proxy has sent the request; 400 for two hosts
   */
  requireOwnName(request: IncomingMessage): void {
    if (hasTwoHosts(request)) throw new HttpError(400, 'a request must have one Host header');
    const { host } = request.headers;
    if (this.#host === null || !isLoopbackName(this.#host) || this.#isProxy(request.socket.remoteAddress ?? '')) return;
    // Browsers always state a host.
    if (host === undefined || this.#isOwnName(hostnameOf(host))) return;
    throw new HttpError(421, {
      error: `the relay listens on this machine alone, and has not the name ${host.slice(0, 80)}: listen.names lists further names, listen.proxies.trusted a proxy that passes names on`,
      field: 'host',
      value: host.slice(0, 80),
      allowed: ['localhost', 'an address of the loopback', ...this.#names].join(', '),
    });
  }

  /** The path that everything is under, with a slash at its end. */
  get root(): string {
    return `${this.#prefix}/`;
  }

  /** The address under which whoever has sent a request reaches the relay, with a slash at its end. */
  addressFor(request: IncomingMessage): string {
    return outerAddress(request, this.#headerOf(request), this.root);
  }

  /**
   * Lets a request for a WebSocket in: takes the prefix off its path and counts the attempt. One that may not come in is
   * answered and cut, and false returned.
   */
  admit(request: IncomingMessage, socket: Duplex): boolean {
    const isOutside = this.enter(request) !== 'inside';
    if (isOutside || hasTwoHosts(request)) {
      if (isOutside) this.turnedAway.count('path');
      this.#answer(socket, isOutside ? '404 Not Found' : '400 Bad Request');
      return false;
    }
    const address = this.#addressOf(request);
    if (address === undefined) return true;
    const nowMs = nodeClock.nowMs();
    if (!this.#limits.attempt(address, nowMs)) {
      const seconds = Math.ceil(this.#limits.retryAfterMs(address, nowMs) / 1000);
      this.turnedAway.count('attempts');
      this.#turnAway(socket, address, seconds, 'too many attempts');
      return false;
    }
    // Connections of a proxy are counted here, for the client whom it speaks for by a header.
    if (this.#header === 'proxy-protocol' || address === request.socket.remoteAddress) return true;
    const release = this.#limits.open(address);
    if (release) releaseOnClose(socket, release);
    else {
      this.turnedAway.count('connections');
      this.#turnAway(socket, address, 60, 'too many connections');
    }
    return release !== null;
  }

  /** How long an address that has failed to authenticate too often has to wait, in ms; 0 where it may try. */
  retryAfterMs(address: string): number {
    return this.#limits.retryAfterMs(address, nodeClock.nowMs());
  }

  /** Counts a failed attempt to authenticate. */
  countFailure(address: string): void {
    this.#limits.attempt(address, nodeClock.nowMs());
  }

  #trust(proxies: ProxyOptions): void {
    requireOptions('proxies', proxies, { trusted: 'any', header: 'string' }, ['trusted']);
    if (!Array.isArray(proxies.trusted) || proxies.trusted.length > MAX_PROXIES)
      throw new TypeError(`proxies.trusted must be a list of at most ${MAX_PROXIES} addresses and subnets`);
    requireOneOf('proxies.header', this.#header, HEADERS);
    proxies.trusted.forEach((text, i) => {
      requireKind(`proxies.trusted[${i}]`, text, 'string');
      this.#proxies.set(parseSubnet(`proxies.trusted[${i}]`, text), true);
    });
  }

  readonly #isProxy = (address: string): boolean => this.#proxies.find(address) === true;

  #count(socket: Socket, stated: string | null): void {
    if (stated !== null) {
      const key = socketKey(socket);
      this.#stated.set(key, stated);
      socket.on('close', () => this.#stated.delete(key));
    }
    const address = stated ?? socket.remoteAddress;
    const release = address === undefined ? NOT_COUNTED : this.#limits.open(address);
    if (release) releaseOnClose(socket, release);
    else {
      socket.destroy();
      this.turnedAway.count('connections');
      this.#onTurnedAway(address!, 'too many connections');
    }
  }

  #turnAway(socket: Duplex, address: string, retryAfterSeconds: number, why: string): void {
    this.#answer(socket, `429 Too Many Requests\r\nRetry-After: ${retryAfterSeconds}`);
    this.#onTurnedAway(address, why);
  }

  #answer(socket: Duplex, status: string): void {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  }

  #addressOf({ socket, headers }: IncomingMessage): string | undefined {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return undefined;
    const address =
      this.#header === 'proxy-protocol'
        ? (this.#stated.get(socketKey(socket)) ?? remoteAddress)
        : forwardedAddress(remoteAddress, headers, this.#header, this.#isProxy);
    return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  }

  /** The origin of the page that has sent the request, where it has come over the loopback and names another host. */
  #reboundOrigin({ socket, headers }: IncomingMessage): string | undefined {
    const { origin, host } = headers;
    if (origin === undefined || this.#isProxy(socket.remoteAddress ?? '')) return undefined;
    if (!isLoopback(socket.localAddress ?? '')) return undefined;
    return this.#isOwnName(hostnameOf(host)) ? undefined : origin;
  }

  #isOwnName(name: string | null): boolean {
    return name !== null && (isLoopbackName(name) || name === this.#host || this.#names.has(name));
  }

  /** The header in which a trusted proxy states what the client has asked for; null where none has sent the request. */
  #headerOf({ socket }: IncomingMessage): ForwardedHeader | null {
    return this.#header !== 'proxy-protocol' && this.#isProxy(socket.remoteAddress ?? '') ? this.#header : null;
  }
}

/** Tells the open connections of a server apart. */
const socketKey = ({ remoteAddress, remotePort, localPort }: Socket): string =>
  `${remoteAddress}|${remotePort}|${localPort}`;
