import { describe, expect, it } from 'vitest';
import { formatSubnet, parseAddress, parseSubnet, SubnetMap } from '../../../../../src/node/relay/access/subnet.js';
import { SEED } from '../../../../support/seed.js';

describe('addresses and subnets', () => {
  it('reads an IPv4 address alike in both of its forms, and IPv6 in any', () => {
    expect(parseAddress('1.2.3.4')).toEqual({ bits: 32, value: 0x01020304n });
    for (const mapped of ['::ffff:1.2.3.4', '::ffff:102:304', '0:0:0:0:0:FFFF:1.2.3.4'])
      expect(parseAddress(mapped)).toEqual(parseAddress('1.2.3.4'));
    expect(parseAddress('2001:DB8::1')).toEqual({ bits: 128, value: (0x20010db8n << 96n) + 1n });
    expect(parseAddress('fe80::1%eth0')).toEqual(parseAddress('fe80::1'));
    expect([parseAddress('radio'), parseAddress(''), parseAddress('1.2.3'), parseAddress('1.2.3.4:80')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('drops the bits behind the prefix, and writes the shortest form', () => {
    const cases = {
      '10.1.2.3/8': '10.0.0.0/8',
      '10.1.2.3': '10.1.2.3',
      '10.1.2.3/32': '10.1.2.3',
      '0.0.0.0/0': '0.0.0.0/0',
      '2001:db8:0:0:1::5/64': '2001:db8::/64',
      '::/0': '::/0',
      '::1': '::1',
      '::ffff:10.1.2.3/104': '10.0.0.0/8',
      '::ffff:10.1.2.3': '10.1.2.3',
    };
    for (const [text, form] of Object.entries(cases)) expect(formatSubnet(parseSubnet('x', text)), text).toBe(form);
  });

  it('refuses what is no subnet, and names the field', () => {
    for (const text of [
      '',
      'radio',
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '::/129',
      '::ffff:1.2.3.4/95',
      '10.0.0.0/8x',
    ])
      expect(() => parseSubnet('proxies.trusted[0]', text), text).toThrow(
        /^proxies\.trusted\[0\] must be an address or a subnet/,
      );
  });

  it('finds the subnet that an address lies in, families apart', () => {
    const map = new SubnetMap<string>();
    for (const text of ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '::1', '0.0.0.0/32'])
      map.set(parseSubnet('x', text), text);
    const found = ['10.9.9.9', '::ffff:10.9.9.9', '11.0.0.1', '2001:db8:ffff::1', '2001:db9::1', '::1', '::2', 'unix'];
    expect(found.map((address) => map.find(address))).toEqual([
      '10.0.0.0/8',
      '10.0.0.0/8',
      undefined,
      '2001:db8::/32',
      undefined,
      '::1',
      undefined,
      undefined,
    ]);
    expect(map.find('10.1.1.1', (text) => text.endsWith('/16'))).toBe('10.1.0.0/16');
  });

  it('agrees with a comparison bit by bit', () => {
    const seed = SEED;
    let state = seed;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const address = (): string => Array.from({ length: 4 }, () => random(4)).join('.');
    const binary = (text: string): string =>
      text
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    for (let i = 0; i < 2000; i++) {
      const [base, prefix, other] = [address(), random(33), address()];
      const map = new SubnetMap<true>();
      map.set(parseSubnet('x', `${base}/${prefix}`), true);
      expect(map.find(other) === true, `seed ${seed}: ${other} in ${base}/${prefix}`).toBe(
        binary(other).slice(0, prefix) === binary(base).slice(0, prefix),
      );
    }
  });
});
