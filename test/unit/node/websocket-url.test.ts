import { describe, expect, it } from 'vitest';
import { describeConnectError } from '../../../src/node/connect-error.js';
import { requireWebSocketUrl } from '../../../src/node/websocket-url.js';

describe('the address of a channel', () => {
  it.each(['ws://127.0.0.1:8787/radio', 'wss://host/a.b_c-1', 'ws://[::1]:5/c', 'ws://host/c?room=1'])(
    'may be %s',
    (url) => {
      expect(requireWebSocketUrl(url).href).toBe(url);
    },
  );

  it.each([
    ['http://h:1/a', /must start with ws: or wss:, got "http:\/\/h:1\/a"; ws:\/\/h:1\/a may be meant/],
    ['https://h/a', /; wss:\/\/h\/a may be meant/],
    ['localhost:8787/a', /must start with ws: or wss:/],
    ['', /must be ws:\/\/HOST:PORT\/CHANNEL/],
    ['ws://h:99999/a', /port must be from 1 to 65535/],
    ['ws://h:abc/a', /port must be from 1 to 65535/],
    ['ws://h:0/a', /port from 1 to 65535/],
    ['ws://a b/c', /^url must be ws:\/\/HOST:PORT\/CHANNEL or wss:\/\/HOST\/CHANNEL, got "ws:\/\/a b\/c"$/],
    ['ws://h:1', /must name a channel/],
    ['ws://h:1/', /must name a channel/],
    ['ws://h:1/a#b', /no fragment/],
    ['ws://secret@h:1/a', /^url must have no user and no password; a token is given by --token-file/],
    ['wss://u:secret@h/a', /no user and no password/],
    ['wss://h/a?x=1&token=secret', /no token in its query, got token=…; a token is given by/],
    ['wss://h/a?access_token=secret', /got access_token=…/],
    ['http://u:secret@h/a?key=secret', /, got "http:\/\/…@h\/a\?key=…"/],
    ['ws://h:1/a/b/', /channel must be 1 to 64 letters/],
    ['ws://h:1/caf%C3%A9', /channel must be 1 to 64 letters/],
  ])('%s is refused, and the error says why', (url, message) => {
    expect(() => requireWebSocketUrl(url)).toThrow(message);
    expect(() => requireWebSocketUrl(url)).not.toThrow('secret');
  });
});

describe('a connection that was not made', () => {
  const describeAt = (url: string, code: string | undefined, message = ''): string =>
    describeConnectError(new URL(url), Object.assign(new Error(message), code && { code }), 10_000);

  it.each([
    ['ECONNREFUSED', /nothing listens on h:1 \(ECONNREFUSED\)/],
    ['ENOTFOUND', /the name h is not known/],
    ['EAI_AGAIN', /could not be looked up/],
    ['ETIMEDOUT', /no answer from h:1/],
    ['EHOSTUNREACH', /no way to h/],
    ['HPE_INVALID_CONSTANT', /does not speak HTTP/],
  ])('is explained for %s, with the URL', (code, reason) => {
    const text = describeAt('ws://h:1/a', code);
    expect(text).toMatch(/^cannot connect to ws:\/\/h:1\/a: /);
    expect(text).toMatch(reason);
  });

  it('names the time that the server had for its answer', () => {
    expect(describeAt('ws://h:1/a', undefined, 'Opening handshake has timed out')).toMatch(/no answer .* within 10 s$/);
  });

  it("is one line, without OpenSSL's text", () => {
    const openssl =
      'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/ssl3_record.c:350:\n';
    const text = describeAt('wss://h:1/a', 'EPROTO', openssl);
    expect(text).toBe('cannot connect to wss://h:1/a: the server does not speak TLS: ws://h:1/a may be meant');
    expect(
      describeAt('wss://h:1/a', 'EPROTO', openssl.replace('wrong version number', 'no shared cipher')),
    ).not.toMatch(/routines|\n/);
  });

  it('names an error of several addresses by its first, and an unknown one by its first line', () => {
    const refused = Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:1')]), {
      code: 'ECONNREFUSED',
    });
    for (const [url, why] of [
      ['ws://h:1/rooms/x', 'a server answers there, but it has no listening sessions: is it a relay?'],
      [
        'wss://h/a/b/rooms/x',
        'there are no listening sessions under the path /a/b/ of that server: check the address; wss://h/ may be meant',
      ],
      ['ws://h:1/a', 'a server answers there, but not with a channel of a relay: check the address'],
    ] as const)
      expect(describeConnectError(new URL(url), new Error('Server sent no subprotocol'), 1000)).toMatch(why);
    expect(describeConnectError(new URL('ws://h:1/a'), refused, 1000)).toMatch(/nothing listens/);
    expect(describeAt('ws://h:1/a', 'EODD', 'odd\nsecond')).toMatch(/: odd$/);
    const unnamed = new AggregateError([new Error('one'), new Error('two')]);
    expect(describeConnectError(new URL('ws://h:1/a'), unnamed, 1000)).toMatch(/: one; two$/);
  });
});
