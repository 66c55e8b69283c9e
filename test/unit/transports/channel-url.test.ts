import { describe, expect, it } from 'vitest';
import { requireWebSocketUrl } from '../../../src/node/websocket-url.js';
import { type ChannelScheme, channelOf, parseChannelUrl } from '../../../src/transports/channel-url.js';

const SOCKET: readonly ChannelScheme[] = ['ws', 'wss'];
const ANY: readonly ChannelScheme[] = ['ws', 'wss', 'http', 'https'];

describe('the address of a channel', () => {
  it('is returned as a ws: or wss: URL, with port, query and channel as they were', () => {
    const hrefOf = (url: string): string => parseChannelUrl(url, ANY).href;
    expect(hrefOf('ws://127.0.0.1:8787/radio')).toBe('ws://127.0.0.1:8787/radio');
    expect(hrefOf('WSS://Example.org/radio?room=a%20b')).toBe('wss://example.org/radio?room=a%20b');
    expect(hrefOf('http://[::1]:8787/a.b_c-d')).toBe('ws://[::1]:8787/a.b_c-d');
    expect(hrefOf(' https://example.org/radio')).toBe('wss://example.org/radio');
    expect(hrefOf('http://example.org:443/radio')).toBe('ws://example.org:443/radio');
  });

  it('may have the path of its relay before the channel', () => {
    for (const [url, channel] of [
      ['ws://127.0.0.1/radio', 'radio'],
      ['ws://127.0.0.1/fm/radio?a=/b', 'radio'],
      ['https://example.org/a.b/~c/radio-1', 'radio-1'],
    ] as const)
      expect(channelOf(parseChannelUrl(url, ANY))).toBe(channel);
  });

  it.each([
    ['radio', SOCKET, 'url must be ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL, got "radio"'],
    ['', SOCKET, 'url must be ws://HOST:PORT/CHANNEL or wss://HOST/CHANNEL, got ""'],
    [
      'http://127.0.0.1/radio',
      SOCKET,
      'url must start with ws: or wss:, got "http://127.0.0.1/radio"; ws://127.0.0.1/radio may be meant',
    ],
    ['ftp://127.0.0.1/radio', ANY, 'url must start with ws:, wss:, http: or https:, got "ftp://127.0.0.1/radio"'],
    ['wss://127.0.0.1/radio', ['ws'] as const, 'url must start with ws:, got "wss://127.0.0.1/radio"'],
    ['ws://127.0.0.1/radio#live', SOCKET, 'url must have no fragment (#…), got "ws://127.0.0.1/radio#live"'],
    ['ws://127.0.0.1/radio#', SOCKET, 'url must have no fragment (#…), got "ws://127.0.0.1/radio#"'],
  ] as const)('is refused as %j where %j are allowed', (url, schemes, message) => {
    expect(() => parseChannelUrl(url, schemes)).toThrow(new TypeError(message));
  });

  it('is refused where something else than a text is given', () => {
    for (const url of [undefined, null, 7, {}])
      expect(() => parseChannelUrl(url as unknown as string, SOCKET)).toThrow(/^url must be ws:.* got /);
  });

  it.each(['', '/', '/a//b', '/a%20b', '/a%20b/c', '/radio/', '/..', `/${'x'.repeat(65)}`])(
    'has one channel name as its path, not %j',
    (path) => {
      expect(() => parseChannelUrl(`ws://127.0.0.1${path}`, SOCKET)).toThrow(
        expect.objectContaining({ code: 'CHANNEL_NAME' }),
      );
    },
  );

  it.each(['constructor', '__proto__', 'prototype'])('may not be %s, and says why', (name) => {
    expect(() => parseChannelUrl(`ws://127.0.0.1/${name}`, SOCKET)).toThrow(`another name than "${name}"`);
  });

  it('of a connection from Node has to be a ws: or wss: URL', () => {
    expect(requireWebSocketUrl('ws://127.0.0.1:8787/radio').host).toBe('127.0.0.1:8787');
    expect(() => requireWebSocketUrl('https://127.0.0.1/radio')).toThrow('url must start with ws: or wss:');
  });
});
