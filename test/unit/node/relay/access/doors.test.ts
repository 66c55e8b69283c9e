import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type DoorOptions, Doors } from '../../../../../src/node/relay/access/doors.js';

const request = (headers: object, remoteAddress = '10.0.0.1', url = '/main'): IncomingMessage =>
  ({ url, headers, socket: { remoteAddress, remotePort: 1, localPort: 2 } }) as unknown as IncomingMessage;
const trusted = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];
const addressOf = (options: DoorOptions, headers: object, remoteAddress?: string): string | undefined =>
  new Doors(options).identify(request(headers, remoteAddress)).address;

describe('the address of a client', () => {
  it("is the connection's, whatever its headers say, unless that is a trusted proxy's", () => {
    const headers = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.2' };
    expect(addressOf({}, headers)).toBe('10.0.0.1');
    expect(addressOf({ proxies: { trusted: ['10.0.0.2'] } }, headers)).toBe('10.0.0.1');
    expect(addressOf({ proxies: { trusted } }, headers)).toBe('192.0.2.1');
    expect(addressOf({ proxies: { trusted, header: 'forwarded' } }, headers)).toBe('192.0.2.2');
    expect(addressOf({ proxies: { trusted, header: 'proxy-protocol' } }, headers)).toBe('10.0.0.1');
    expect(addressOf({}, {}, '::ffff:192.0.2.9')).toBe('192.0.2.9');
  });

  it('is read from right to left: the last that no trusted proxy has', () => {
    const cases: [string, string][] = [
      ['192.0.2.1', '192.0.2.1'],
      ['1.1.1.1, 192.0.2.1', '192.0.2.1'],
      ['1.1.1.1, 192.0.2.1, 10.0.0.7', '192.0.2.1'],
      ['10.0.0.9, 10.0.0.8', '10.0.0.9'],
      ['1.1.1.1, unknown', '10.0.0.1'],
      ['1.1.1.1, nonsense, 10.0.0.7', '10.0.0.7'],
      ['192.0.2.1:4711', '192.0.2.1'],
      ['[2001:db8::1]:4711', '2001:db8::1'],
      ['2001:db8::1', '2001:db8::1'],
      ['::ffff:192.0.2.1', '192.0.2.1'],
      ['', '10.0.0.1'],
      [`${'1.1.1.1, '.repeat(3)}${'10.0.0.2, '.repeat(40)}10.0.0.3`, '10.0.0.2'],
    ];
    for (const [header, address] of cases)
      expect(addressOf({ proxies: { trusted } }, { 'x-forwarded-for': header }), header).toBe(address);
    expect(addressOf({ proxies: { trusted } }, { 'x-forwarded-for': '192.0.2.1' }, 'fd00::1')).toBe('192.0.2.1');
  });

  it('is read from RFC 7239 as well, quoted or not', () => {
    const cases: [string, string][] = [
      ['for=192.0.2.1', '192.0.2.1'],
      ['for=1.1.1.1, For="[2001:db8::1]:4711";proto=https;by=10.0.0.1', '2001:db8::1'],
      ['by=10.0.0.1;for="192.0.2.1:80", for=10.0.0.7', '192.0.2.1'],
      ['for=_hidden', '10.0.0.1'],
      ['for="a,b", for=10.0.0.7', '10.0.0.7'],
      ['proto=https', '10.0.0.1'],
    ];
    for (const [header, address] of cases)
      expect(addressOf({ proxies: { trusted, header: 'forwarded' } }, { forwarded: header }), header).toBe(address);
  });
});

describe('the origin of a page', () => {
  const origin = (options: DoorOptions, headers: object, remoteAddress?: string): string | undefined =>
    new Doors(options).identify(request(headers, remoteAddress)).foreignOrigin;

  it('is rebound where the loopback is reached under another name than its own', () => {
    const rebound = (host: string | undefined, options: DoorOptions = {}, localAddress = '127.0.0.1') => {
      const at = request({ ...(host !== undefined && { host }), origin: `http://${host}` }, '127.0.0.1');
      Object.assign(at.socket, { localAddress });
      return new Doors(options).identify(at).reboundOrigin;
    };
    for (const own of [
      'localhost:8787',
      'LOCALHOST',
      'radio.localhost',
      'localhost.',
      '127.0.0.1:8787',
      '127.9.9.9',
      '[::1]',
    ])
      expect(rebound(own), own).toBeUndefined();
    for (const other of ['evil.example:8787', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', 'evil'])
      expect(rebound(other), other).toBe(`http://${other}`);
    expect(rebound('evil.example', {}, '::1')).toBe('http://evil.example');
    expect(rebound(undefined)).toBe('http://undefined');
    expect(rebound('box:8787', { host: 'Box' })).toBeUndefined();
    expect(rebound('radio.example', { proxies: { trusted } })).toBeUndefined();
    expect(rebound('radio.example', {}, '192.0.2.1')).toBeUndefined();
    const program = request({ host: 'evil.example' }, '127.0.0.1');
    Object.assign(program.socket, { localAddress: '127.0.0.1' });
    expect(new Doors({}).identify(program).reboundOrigin).toBeUndefined();
  });

  it('is foreign where it is not the host that was asked for', () => {
    const host = 'radio.example';
    expect(origin({}, { host })).toBeUndefined();
    const own = ['https://radio.example', 'http://radio.example', 'https://RADIO.example'];
    for (const page of own) expect(origin({}, { host, origin: page }), page).toBeUndefined();
    expect(origin({}, { host: 'radio.example:443', origin: 'https://radio.example' })).toBeUndefined();
    expect(origin({}, { host: '[::1]:8787', origin: 'http://[::1]:8787' })).toBeUndefined();
    const foreign: [string, string][] = [
      ['https://elsewhere.example', 'https://elsewhere.example'],
      ['https://radio.example:8443', 'https://radio.example:8443'],
      ['https://radio.example.evil.example', 'https://radio.example.evil.example'],
      ['null', 'null'],
      ['nonsense', 'null'],
      ['file://', 'null'],
    ];
    for (const [page, expected] of foreign) expect(origin({}, { host, origin: page }), page).toBe(expected);
    expect(origin({}, { origin: 'https://radio.example' })).toBe('https://radio.example');
  });

  it('is compared with the host that a trusted proxy states', () => {
    const headers = { host: 'backend:8787', origin: 'https://radio.example', 'x-forwarded-host': 'radio.example' };
    expect(origin({}, headers)).toBe('https://radio.example');
    expect(origin({ proxies: { trusted } }, headers)).toBeUndefined();
    expect(origin({ proxies: { trusted } }, headers, '192.0.2.1')).toBe('https://radio.example');
    const standard = { host: 'backend', origin: 'https://radio.example', forwarded: 'for=1.1.1.1;host=radio.example' };
    expect(origin({ proxies: { trusted, header: 'forwarded' } }, standard)).toBeUndefined();
  });
});

describe('the prefix of paths', () => {
  it('is taken off; what is not under it is outside', () => {
    const enter = (pathPrefix: string, url: string): [string, string] => {
      const at = request({}, '10.0.0.1', url);
      return [new Doors({ pathPrefix }).enter(at), at.url!];
    };
    expect(enter('/radio', '/radio/main?x')).toEqual(['inside', '/main?x']);
    expect(enter('/radio/', '/radio/')).toEqual(['inside', '/']);
    expect(enter('/a/b', '/a/b/main')).toEqual(['inside', '/main']);
    expect(enter('/', '/main')).toEqual(['inside', '/main']);
    expect([enter('/radio', '/radio')[0], enter('/radio', '/radio?x')[0]]).toEqual(['root', 'root']);
    for (const url of ['/', '/main', '/radios/main', '/Radio/main'])
      expect(enter('/radio', url)[0], url).toBe('outside');
    expect(new Doors({ pathPrefix: '/radio' }).root).toBe('/radio/');
  });
});

describe('options of the doors', () => {
  it('are refused with their names', () => {
    const wrong: [unknown, RegExp][] = [
      [{ proxies: {} }, /^proxies\.trusted must be a value|^proxies\.trusted must be/],
      [{ proxies: { trusted: ['radio'] } }, /^proxies\.trusted\[0\] must be an address or a subnet .* got "radio"/],
      [{ proxies: { trusted: [5] } }, /^proxies\.trusted\[0\] must be a string/],
      [
        { proxies: { trusted, header: 'via' } },
        /^proxies\.header must be one of x-forwarded-for, forwarded, proxy-protocol, got "via"/,
      ],
      [{ proxies: { trusted, from: 1 } }, /^proxies\.from is not an option/],
      [{ pathPrefix: 'radio' }, /^pathPrefix must be a path such as \/radio, got "radio"/],
      [{ pathPrefix: '/a//b' }, /^pathPrefix must be/],
      [{ pathPrefix: '/../b' }, /^pathPrefix must be/],
      [{ pathPrefix: '/a?b' }, /^pathPrefix must be/],
      [{ addressLimits: { maxConnectionsPerAddress: 0 } }, /maxConnectionsPerAddress must be an integer from 1/],
    ];
    for (const [options, message] of wrong)
      expect(() => new Doors(options as DoorOptions), JSON.stringify(options)).toThrow(message);
  });
});

describe('the address under which a client reaches the relay', () => {
  const at = (options: DoorOptions, headers: object, socket: object = {}): string =>
    new Doors(options).addressFor({
      headers,
      socket: { remoteAddress: '10.0.0.1', localAddress: '10.0.0.9', localPort: 8787, ...socket },
    } as unknown as IncomingMessage);
  const stated = {
    host: 'inside:8787',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'radio.example',
    'x-forwarded-prefix': '/air/',
    forwarded: 'host=other.example;proto=https',
  };

  it('is that of its connection and its Host, whatever else its headers say, unless a trusted proxy has sent them', () => {
    expect(at({}, stated)).toBe('http://inside:8787/');
    expect(at({ proxies: { trusted: ['10.0.0.2'] } }, stated)).toBe('http://inside:8787/');
    expect(at({ proxies: { trusted, header: 'proxy-protocol' } }, stated)).toBe('http://inside:8787/');
    expect(at({ pathPrefix: '/radio' }, stated, { encrypted: true })).toBe('https://inside:8787/radio/');
    expect(at({ proxies: { trusted } }, stated)).toBe('https://radio.example/air/');
    expect(at({ proxies: { trusted, header: 'forwarded' } }, stated)).toBe('https://other.example/');
  });

  it('is what the proxy knows of it, where it states only a part or what no address can have', () => {
    const behind = (headers: object, socket?: object) =>
      at({ proxies: { trusted }, pathPrefix: '/r' }, headers, socket);
    expect(behind({ host: 'radio.example' })).toBe('http://radio.example/r/');
    expect(behind({ host: 'radio.example' }, { encrypted: true })).toBe('https://radio.example/r/');
    expect(behind({ host: 'radio.example', 'x-forwarded-proto': 'http' }, { encrypted: true })).toBe(
      'http://radio.example/r/',
    );
    expect(behind({ host: 'a', 'x-forwarded-host': 'x/"\n', 'x-forwarded-prefix': '/../x' })).toBe('http://a/r/');
    expect(behind({ host: 'a', 'x-forwarded-host': 'client.example, proxy.example' })).toBe('http://proxy.example/r/');
    expect(behind({})).toBe('http://10.0.0.9:8787/r/');
    expect(behind({}, { localAddress: '::ffff:10.0.0.9' })).toBe('http://10.0.0.9:8787/r/');
    expect(behind({ host: '' }, { localAddress: 'fd00::9' })).toBe('http://[fd00::9]:8787/r/');
  });
});
