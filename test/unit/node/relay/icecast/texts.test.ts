import { describe, expect, it } from 'vitest';
import { formatOfBytes, formatOfType } from '../../../../../src/node/relay/icecast/content-type.js';
import { dechunked } from '../../../../../src/node/relay/icecast/dechunk.js';
import { icecastSettings } from '../../../../../src/node/relay/icecast/options.js';
import {
  basicCredentials,
  channelsOfMount,
  decodedText,
  queryBytes,
} from '../../../../../src/node/relay/icecast/request-text.js';
import { metadataText, songMetadata } from '../../../../../src/node/relay/icecast/song.js';
import { sourceStart } from '../../../../../src/node/relay/icecast/source-requests.js';

const basic = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;

describe('what a source client states', () => {
  it('has a password that may hold colons, in UTF-8 or Latin-1', () => {
    expect(basicCredentials(basic('source:a:b'))).toEqual({ user: 'source', password: 'a:b' });
    expect(basicCredentials(basic('source:grün'))?.password).toBe('grün');
    expect(basicCredentials(basic('source:grün', 'latin1'))?.password).toBe('grün');
    expect(basicCredentials('Bearer abc')).toBeUndefined();
    expect(basicCredentials(basic('nocolon'))).toBeUndefined();
    expect(basicCredentials(undefined)).toBeUndefined();
  });

  it('has a mount that stands for a channel with or without its ending', () => {
    expect(channelsOfMount('/main.mp3?x=1')).toEqual(['main', 'main.mp3']);
    expect(channelsOfMount('/main')).toEqual(['main']);
    expect(channelsOfMount('/.mp3')).toEqual(['.mp3']);
  });

  it('has a song with quotes, emoji and other encodings than UTF-8', () => {
    const text = (url: string): string => {
      const query = queryBytes(url);
      return decodedText(query.get('song')!, Buffer.from(query.get('charset') ?? '').toString());
    };
    expect(text(`/admin/metadata?song=${encodeURIComponent('"Ça" – 🎧 & más')}`)).toBe('"Ça" – 🎧 & más');
    expect(text('/admin/metadata?song=Caf%E9+au+lait')).toBe('Café au lait');
    expect(text('/admin/metadata?song=10%A4&charset=ISO-8859-15')).toBe('10€');
    expect(text('/admin/metadata?song=%C3%A9&charset=UTF-8')).toBe('é');
    expect(text('/admin/metadata?song=%C3%A9&charset=no-such-thing')).toBe('é');
    expect(text('/admin/metadata?song=100%&charset=')).toBe('100%');
    expect(queryBytes('/x?__proto__=1&a').get('a')).toHaveLength(0);
  });

  it('is artist and title where there is a dash', () => {
    expect(songMetadata('Nina Simone - Feeling Good - Live')).toEqual({
      artist: 'Nina Simone',
      title: 'Feeling Good - Live',
    });
    expect(songMetadata('Jingle')).toEqual({ title: 'Jingle' });
    expect(songMetadata(' - ')).toEqual({ title: '-' });
    expect(songMetadata('')).toEqual({});
  });

  it('is cut to 256 characters and never within an emoji; line breaks are spaces', () => {
    expect(metadataText('x'.repeat(4096))).toHaveLength(256);
    const text = metadataText(`x${'🎧'.repeat(1024)}`);
    expect(text).toBe(`x${'🎧'.repeat(127)}`);
    expect(metadataText('a\r\nb\u0000c')).toBe('a b c');
  });
});

describe('formats of source clients', () => {
  it('follow from the content type, MP3 without one', () => {
    expect(formatOfType('audio/mpeg')).toBe('mp3');
    expect(formatOfType('application/ogg; codecs=opus')).toBe('ogg');
    expect(formatOfType(undefined)).toBe('mp3');
    expect(formatOfType('text/html')).toBeUndefined();
    expect(formatOfType('constructor')).toBeUndefined();
  });

  it('are recognised by their first bytes', () => {
    expect(formatOfBytes(Buffer.from('OggS\0\0\0\0'))).toBe('ogg');
    expect(formatOfBytes(Buffer.from('RIFF0000WAVE'))).toBe('wav');
    expect(formatOfBytes(Buffer.from([0xff, 0xfb, 0x90, 0x64]))).toBe('mp3');
    expect(formatOfBytes(Buffer.from([0xff, 0xf1, 0x50, 0x80]))).toBe('aac');
    expect(formatOfBytes(Buffer.from('<html>'))).toBeUndefined();
    expect(formatOfBytes(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('the options of icecast', () => {
  it('have defaults, and name what is wrong', () => {
    expect(icecastSettings({})).toEqual({
      source: true,
      model: 'default',
      planes: 1,
      preset: 'normal',
      stereo: false,
      search: 0,
    });
    expect(() => icecastSettings({ planes: 9 })).toThrow('icecast.planes must be an integer from 1 to 8, got 9');
    expect(icecastSettings({ search: 'auto' }).search).toBe('auto');
    expect(() => icecastSettings({ search: 65 })).toThrow('icecast.search must be an integer from 0 to 64, got 65');
    expect(() => icecastSettings({ search: 'fast' as 'auto' })).toThrow(
      "icecast.search must be 'auto' or an integer from 0 to 64, got 'fast'",
    );
    expect(() => icecastSettings({ preset: 'fast' })).toThrow('icecast.preset');
    expect(() => icecastSettings({ quality: 1 } as never)).toThrow('quality');
  });
});

describe('a request of a source client', () => {
  const start = (text: string, prefix = ''): string => {
    const found = sourceStart(Buffer.from(text, 'latin1'), prefix);
    return typeof found === 'string' ? found : found.toString('latin1');
  };

  it('is an upgrade to the server, whatever its body', () => {
    const raw = start('SOURCE /main ICE/1.0\r\nContent-Type: audio/mpeg\r\nConnection: close\r\n\r\n\xff\xfbbody');
    expect(raw).toMatch(/^SOURCE \/main ICE\/1\.0\r\nContent-Type: audio\/mpeg\r\nConnection: Upgrade\r\nUpgrade: /);
    expect(raw.endsWith('\r\n\r\n\xff\xfbbody')).toBe(true);
    const chunked = start('PUT /main HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    expect(chunked).toContain('x-transfer-encoding: chunked');
    expect(chunked).not.toMatch(/\r\ntransfer-encoding/i);
  });

  it('may end its lines with a line feed alone, as DarkIce does', () => {
    const raw = start('SOURCE /main HTTP/1.0\nContent-type: audio/mpeg\nice-name: a\r\n\r\n\n\xffbody');
    expect(raw).toMatch(/^SOURCE \/main HTTP\/1\.0\r\nContent-type: audio\/mpeg\r\nice-name: a\r\nConnection: /);
    expect(raw.endsWith('\r\n\r\n\n\xffbody')).toBe(true);
    expect(start('SOURCE /main HTTP/1.0\nice-name: a\n\nbody').endsWith('\r\n\r\nbody')).toBe(true);
    expect(start('PUT /admin/x HTTP/1.1\nHost: a\n\n')).toBe('other');
    expect(start('SOURCE /main HTTP/1.0\n')).toBe('incomplete');
  });

  it('is waited for until its headers have ended; other requests are not waited for', () => {
    expect(start('PU')).toBe('incomplete');
    expect(start('PUT /main HTTP/1.1\r\nHost: a\r\n')).toBe('incomplete');
    expect(start('G')).toBe('other');
    expect(start('PUSH')).toBe('other');
    expect(start('POST /x HTTP/1.1\r\n')).toBe('other');
    expect(start('PUT /admin/channels/a HTTP/1.1\r\n\r\n')).toBe('other');
    expect(start('PUT /radio/admin/x HTTP/1.1\r\n\r\n', '/radio')).toBe('other');
  });
});

describe('a chunked body', () => {
  async function* pieces(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  const read = async (text: string, length: number): Promise<string> => {
    const parts: Uint8Array[] = [];
    for await (const part of dechunked(pieces(Buffer.from(text), length))) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString();
  };

  it('is the same however it is cut', async () => {
    const body = '5\r\nhello\r\n1;name=value\r\n \r\nA\r\n0123456789\r\n0\r\n\r\n';
    for (let length = 1; length <= body.length; length++) expect(await read(body, length)).toBe('hello 0123456789');
  });

  it('may end early, and is refused where it is none', async () => {
    expect(await read('5\r\nhel', 2)).toBe('hel');
    await expect(read('hello\r\n', 3)).rejects.toThrow('no size');
    await expect(read('2\r\nhello\r\n', 3)).rejects.toThrow('longer than its size');
    await expect(read('1'.repeat(5000), 100)).rejects.toThrow('no size');
  });
});
