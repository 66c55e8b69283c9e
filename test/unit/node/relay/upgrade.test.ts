import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Doors } from '../../../../src/node/relay/access/doors.js';
import { requestPath } from '../../../../src/node/relay/request-path.js';

const request = (url: string | undefined, headers: object = {}, remoteAddress?: string): IncomingMessage =>
  ({ url, headers, socket: { remoteAddress } }) as unknown as IncomingMessage;
const offering = (protocols: string): object => ({ 'sec-websocket-protocol': protocols });

const peerIdentity = (of: IncomingMessage) => new Doors({}).identify(of);

describe('the path of a request', () => {
  it('is what comes before the query, and never throws', () => {
    const paths = ['/radio', '/radio?token=a', '/radio#x', '//[', '/a?b?c', '/%zz?%zz'];
    expect(paths.map((url) => requestPath(request(url)))).toEqual(['/radio', '/radio', '/radio', '//[', '/a', '/%zz']);
    expect(requestPath(request(undefined))).toBe('/');
  });
});

describe('the identity of a peer', () => {
  it('is its address and the bearer token of its Authorization header', () => {
    expect(peerIdentity(request('/radio', { authorization: 'Bearer abc.def' }, '10.0.0.1'))).toEqual({
      credentials: 'abc.def',
      address: '10.0.0.1',
    });
    expect(peerIdentity(request('/radio', { authorization: 'bearer  header' }))).toEqual({ credentials: 'header' });
  });

  it('is the token that is offered as a subprotocol, where the header has none', () => {
    const offer = offering('latentcast.v1, latentcast.bearer.a.b-c_d');
    expect(peerIdentity(request('/radio', offer))).toEqual({ credentials: 'a.b-c_d' });
    expect(peerIdentity(request('/radio', { ...offer, authorization: 'Basic abc' }))).toEqual({
      credentials: 'a.b-c_d',
    });
    expect(peerIdentity(request('/radio', { ...offer, authorization: 'Bearer first' }))).toEqual({
      credentials: 'first',
    });
    expect(peerIdentity(request('/radio', offering('latentcast.bearer.')))).toEqual({});
  });

  it('is the token without the percent-encoding that a subprotocol may need', () => {
    expect(peerIdentity(request('/radio', offering('latentcast.bearer.a%2Fb%3D%C3%A4')))).toEqual({
      credentials: 'a/b=ä',
    });
    expect(peerIdentity(request('/radio', offering('latentcast.bearer.100%')))).toEqual({ credentials: '100%' });
  });

  it('is never read from the URL', () => {
    expect(peerIdentity(request('/radio?token=query', offering('latentcast.v1')))).toEqual({});
  });

  it('has no field for what is unknown', () => {
    expect(peerIdentity(request('/radio'))).toEqual({});
  });
});
