import { describe, expect, it } from 'vitest';
import { CHANNEL_INFO_LIMITS, fitChannelInfo, parseChannelInfo } from '../../../../src/core/wire/channel-info.js';
import { parseHello } from '../../../../src/core/wire/hello.js';
import { encodePacket, MAX_PACKET_BYTES, parsePacket } from '../../../../src/core/wire/packet.js';
import { streamHello } from '../../../support/peers.js';

const CONTEXT = { bytesPerFramePlane: 1 };

describe('what a hello states of its channel', () => {
  it('is read as it was written, without unknown fields', () => {
    const info = { title: 'Radio', description: 'a\nb', genre: 'jazz', url: 'https://radio.example/', isPublic: true };
    expect(parseChannelInfo({ ...info, colour: 'red' })).toEqual(info);
    const hello = parseHello({ ...streamHello(), channelInfo: info });
    expect(hello).toMatchObject({ channelInfo: info });
  });

  it.each([
    [[], 'channelInfo'],
    ['Radio', 'channelInfo'],
    [null, 'channelInfo'],
    [{ title: 7 }, 'title'],
    [{ title: 'x'.repeat(257) }, 'title'],
    [{ description: 'x'.repeat(401) }, 'description'],
    [{ isPublic: 1 }, 'isPublic'],
  ])('is refused where it is %j, naming %s', (channelInfo, field) => {
    expect(() => parseHello({ ...streamHello(), channelInfo } as never)).toThrow(field);
  });

  it('fits into a packet with any text, cut at a whole character', () => {
    for (const character of ['\u0001', '"', 'é', '\u2028', '好', '\ud800', '😀']) {
      const text = character.repeat(3000);
      const info = fitChannelInfo({
        title: text,
        description: text,
        genre: text,
        url: `https://x/${'a'.repeat(2000)}`,
      });
      const fallback = '好'.repeat(64);
      const hello = {
        ...streamHello(),
        modelId: 'm'.repeat(64),
        resumeFrame: 2 ** 53 - 1,
        fallback,
        channelInfo: info,
      };
      const bytes = encodePacket({ type: 'hello', body: { ...hello } }, CONTEXT);
      expect(bytes.length).toBeLessThanOrEqual(MAX_PACKET_BYTES);
      const read = parsePacket(bytes, CONTEXT);
      expect(read.type === 'hello' && parseHello(read.body)).toMatchObject({ fallback });
      if (character === '😀') expect(info?.genre).toBe(`${'😀'.repeat(49)}…`);
    }
    expect(fitChannelInfo({ title: 'x'.repeat(256) })?.title).toHaveLength(CHANNEL_INFO_LIMITS.title);
  });

  it('has no empty texts, and no address that is none of a page', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://a:b@c/', 'ftp://a/', ' https://a/', '//a'])
      expect([url, parseChannelInfo({ title: 'x', url })]).toEqual([url, { title: 'x' }]);
    const turned = '\u202egnp.exe\u2066 \u2069a\u200eb';
    expect(parseChannelInfo({ title: turned, description: turned })).toEqual({
      title: 'gnp.exe a\u200eb',
      description: 'gnp.exe a\u200eb',
    });
    expect(fitChannelInfo({ genre: turned })).toEqual({ genre: 'gnp.exe a\u200eb' });
    expect(fitChannelInfo({ title: ' \u0007 ', url: 'javascript:alert(1)' })).toBeUndefined();
    expect(fitChannelInfo({ url: 'https://user:secret@radio.example/' })).toBeUndefined();
    expect(fitChannelInfo({ title: ' A\u0000B ' })).toEqual({ title: 'A B' });
  });
});
