import { describe, expect, it } from 'vitest';
import { MAX_PROXY_HEADER_BYTES, parseProxyHeader } from '../../../../../src/node/relay/access/proxy-protocol.js';
import { SEED } from '../../../../support/seed.js';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

/** A header of version 2. */
function version2(commandByte: number, family: number, body: Buffer, length = body.length): Buffer {
  const head = Buffer.from(`${SIGNATURE}00000000`, 'hex');
  head[12] = commandByte;
  head[13] = family;
  head.writeUInt16BE(length, 14);
  return Buffer.concat([head, body]);
}

const tcp4 = Buffer.from([192, 0, 2, 7, 127, 0, 0, 1, 0x1f, 0x90, 0x22, 0x53]);
const tcp6 = Buffer.concat([
  Buffer.from('20010db8000000000000000000000007', 'hex'),
  Buffer.from('00000000000000000000000000000001', 'hex'),
  Buffer.from([0x1f, 0x90, 0x22, 0x53]),
]);

describe('the PROXY protocol', () => {
  it('reads version 1', () => {
    const read = (line: string) => parseProxyHeader(Buffer.from(`${line}\r\nGET / HTTP/1.1\r\n`));
    const length = (line: string): number => line.length + 2;
    const four = 'PROXY TCP4 192.0.2.7 127.0.0.1 8080 8787';
    const six = 'PROXY TCP6 2001:db8::7 ::1 1 65535';
    expect(read(four)).toEqual({ length: length(four), address: '192.0.2.7' });
    expect(read(six)).toEqual({ length: length(six), address: '2001:db8::7' });
    for (const unknown of ['PROXY UNKNOWN', 'PROXY UNKNOWN ffff::1 ffff::2 1 2'])
      expect(read(unknown)).toEqual({ length: length(unknown), address: null });
  });

  it('reads version 2, with what else the proxy adds', () => {
    expect(parseProxyHeader(version2(0x21, 0x11, tcp4))).toEqual({ length: 28, address: '192.0.2.7' });
    expect(parseProxyHeader(version2(0x21, 0x21, tcp6))).toEqual({ length: 52, address: '2001:db8::7' });
    const extra = Buffer.concat([tcp4, Buffer.from([0x03, 0, 4, 1, 2, 3, 4])]);
    expect(parseProxyHeader(Buffer.concat([version2(0x21, 0x11, extra), Buffer.from('GET')]))).toEqual({
      length: 35,
      address: '192.0.2.7',
    });
    expect(parseProxyHeader(version2(0x20, 0x00, Buffer.alloc(0)))).toEqual({ length: 16, address: null });
    expect(parseProxyHeader(version2(0x20, 0x11, tcp4))).toEqual({ length: 28, address: null });
    expect(parseProxyHeader(version2(0x21, 0x00, Buffer.alloc(3)))).toEqual({ length: 19, address: null });
    expect(parseProxyHeader(version2(0x21, 0x31, Buffer.alloc(216)))).toEqual({ length: 232, address: null });
  });

  it('waits for the rest of a header, cut anywhere', () => {
    const headers = [Buffer.from('PROXY TCP4 192.0.2.7 127.0.0.1 8080 8787\r\n'), version2(0x21, 0x21, tcp6)];
    for (const header of headers) {
      for (let cut = 0; cut < header.length; cut++)
        expect(parseProxyHeader(header.subarray(0, cut)), `${cut}`).toBeNull();
      expect(parseProxyHeader(header)).not.toBeNull();
    }
  });

  it('refuses what is no header at its first wrong byte, and says why', () => {
    const wrong: [Buffer | string, RegExp][] = [
      ['GET / HTTP/1.1', /does not begin with a header/],
      ['PROXX', /does not begin with a header/],
      ['\x16\x03\x01', /does not begin with a header/],
      ['\r\n\r\n\0\r\nQUIZ', /does not begin with a header/],
      [`PROXY ${'x'.repeat(120)}`, /must end within 107 bytes/],
      ['PROXY TCP4 2001:db8::7 ::1 1 2\r\n', /TCP4 or TCP6, two addresses of that kind/],
      ['PROXY TCP6 192.0.2.7 127.0.0.1 1 2\r\n', /TCP4 or TCP6/],
      ['PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n', /TCP4 or TCP6/],
      ['PROXY UDP4 192.0.2.7 127.0.0.1 1 2\r\n', /TCP4 or TCP6/],
      ['PROXY TCP4 192.0.2.7 127.0.0.1 1\r\n', /TCP4 or TCP6/],
      ['PROXY TCP4  192.0.2.7 127.0.0.1 1 2\r\n', /TCP4 or TCP6/],
      ['PROXY TCP4 192.0.2.7 127.0.0.1 1 65536\r\n', /ports .* from 0 to 65535/],
      ['PROXY TCP4 192.0.2.7 127.0.0.1 01 2\r\n', /ports/],
      [version2(0x31, 0x11, tcp4), /of version 1 or 2, got 3/],
      [version2(0x22, 0x11, tcp4), /command .* 0 or 1, got 2/],
      [version2(0x21, 0x12, tcp4), /family .* got 0x12/],
      [version2(0x21, 0x11, tcp4.subarray(4)), /too short for its addresses/],
      [version2(0x21, 0x21, tcp4), /too short for its addresses/],
      [version2(0x21, 0x11, tcp4, MAX_PROXY_HEADER_BYTES), /at most 4096 bytes/],
    ];
    for (const [bytes, message] of wrong)
      expect(() => parseProxyHeader(Buffer.from(bytes as string)), String(bytes)).toThrow(message);
  });

  it('gives a header, a wait or an error for any bytes', () => {
    let state = SEED;
    const seed = state;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const starts = [
      Buffer.alloc(0),
      Buffer.from('PROXY TCP4 1.2.3.4 '),
      version2(0x21, 0x11, tcp4),
      version2(0x21, 0x21, tcp6),
    ];
    for (let i = 0; i < 20_000; i++) {
      const start = starts[random(starts.length)]!;
      const bytes = Buffer.concat([
        start.subarray(0, random(start.length + 1)),
        Buffer.from(Array.from({ length: random(60) }, () => random(256))),
      ]);
      if (bytes.length > 0 && random(2)) bytes[random(bytes.length)] = random(256);
      try {
        const header = parseProxyHeader(bytes);
        if (header ? header.length <= bytes.length : bytes.length < MAX_PROXY_HEADER_BYTES) continue;
      } catch (error) {
        if (/PROXY/.test((error as Error).message)) continue;
      }
      expect.fail(`seed ${seed}: ${bytes.toString('hex')}`);
    }
  });
});
