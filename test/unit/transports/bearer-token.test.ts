import { describe, expect, it } from 'vitest';
import { bearerSubprotocol, requireBearerToken } from '../../../src/transports/bearer-token.js';

describe('a bearer token', () => {
  it('is visible ASCII, and is not quoted where it is refused', () => {
    expect(requireBearerToken('token', 'a.b-c_d~/=+!')).toBe('a.b-c_d~/=+!');
    for (const wrong of ['', 'my secret', 'sécret', 'secret\n', 'x'.repeat(8193)])
      expect(() => requireBearerToken('token', wrong)).toThrow(
        /^token must be 1 to 8192 visible ASCII characters without spaces, got \d+ characters$/,
      );
    expect(() => requireBearerToken('token', 5)).toThrow('token must be a string, got 5');
  });

  it('is percent-encoded in a subprotocol where it must be, and a JWT stays as it is', () => {
    expect(bearerSubprotocol('eyJ.eyJ.a-b_c')).toBe('latentcast.bearer.eyJ.eyJ.a-b_c');
    const all = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
    const protocol = bearerSubprotocol(all);
    expect(protocol).toMatch(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
    expect(decodeURIComponent(protocol.slice('latentcast.bearer.'.length))).toBe(all);
  });
});
