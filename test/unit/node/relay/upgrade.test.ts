import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { queryParameter, requestPath } from '../../../../src/node/relay/request-path.js';
import { peerIdentity } from '../../../../src/node/relay/upgrade.js';

const request = (url: string | undefined, authorization?: string, remoteAddress?: string): IncomingMessage =>
  ({ url, headers: { authorization }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('the path of a request', () => {
  it('is what comes before the query, and never throws', () => {
    const paths = ['/radio', '/radio?token=a', '/radio#x', '//[', '/a?b?c', '/%zz?%zz'];
    expect(paths.map((url) => requestPath(request(url)))).toEqual(['/radio', '/radio', '/radio', '//[', '/a', '/%zz']);
    expect(requestPath(request(undefined))).toBe('/');
  });

  it('has query parameters, decoded, the first of a name', () => {
    const token = (url: string): string | undefined => queryParameter(request(url), 'token');
    expect(token('/radio?x=1&token=a%2Bb')).toBe('a+b');
    expect(token('/radio?token=a&token=b')).toBe('a');
    expect(token('/radio?token=a#token=b')).toBe('a');
    expect(token('/radio?token=%zz')).toBe('%zz');
    expect([token('/radio'), token('/radio?other=1'), token('/token=a')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the identity of a peer', () => {
  it('is its address and its bearer token, or the token of the query', () => {
    expect(peerIdentity(request('/radio', 'Bearer abc.def', '10.0.0.1'))).toEqual({
      credentials: 'abc.def',
      address: '10.0.0.1',
    });
    expect(peerIdentity(request('/radio?token=query', 'bearer  header'))).toEqual({ credentials: 'header' });
    expect(peerIdentity(request('/radio?token=query', 'Basic abc'))).toEqual({ credentials: 'query' });
  });

  it('has no field for what is unknown', () => {
    expect(peerIdentity(request('/radio'))).toEqual({});
  });
});
