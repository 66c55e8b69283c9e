import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../../src/node/files/byte-reader.js';
import { oggPages } from '../../../../src/node/files/ogg-pages.js';
import { OggComments } from '../../../../src/node/relay/icecast/ogg-comments.js';
import { admitInside } from '../../../../src/node/relay/inside-authorizer.js';
import { mediaSettings } from '../../../../src/node/relay/media-options.js';
import { PlayerAudience } from '../../../../src/node/relay/players/audience.js';
import { ClockSink } from '../../../../src/node/relay/players/clock-sink.js';
import { IcyTitles, icyBlock, songOf } from '../../../../src/node/relay/players/icy.js';
import { OggPages } from '../../../../src/node/relay/players/ogg-pages.js';
import { playersSettings } from '../../../../src/node/relay/players/options.js';
import { OpusTitles } from '../../../../src/node/relay/players/opus-titles.js';
import { playlist } from '../../../../src/node/relay/players/playlists.js';
import { streamHeaders } from '../../../../src/node/relay/players/stream-headers.js';
import { openAuthorizer } from '../../../../src/relay/auth/open-authorizer.js';
import { FakeClock } from '../../../support/fake-clock.js';

describe('titles between audio (ICY)', () => {
  it('come every so many bytes, once and then as nothing, however the audio is cut', () => {
    const audio = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
    for (const size of [1, 7, 30, 64, 100]) {
      const titles = new IcyTitles(30);
      const parts: Buffer[] = [];
      for (let at = 0; at < audio.length; at += size)
        parts.push(...titles.cut(audio.subarray(at, at + size), at < 45 ? 'one' : 'two'));
      const bytes = Buffer.concat(parts);
      const plain: number[] = [];
      const songs: string[] = [];
      let at = 0;
      for (; at + 30 < bytes.length; ) {
        plain.push(...bytes.subarray(at, at + 30));
        const length = bytes[at + 30]! * 16;
        songs.push(bytes.toString('utf8', at + 31, at + 31 + length).replace(/\0+$/, ''));
        at += 31 + length;
      }
      plain.push(...bytes.subarray(at));
      expect(plain).toEqual([...audio]);
      if (size < 30) expect(songs).toEqual(["StreamTitle='one';", "StreamTitle='two';", '']);
    }
  });

  it('state nothing until there is a title, and then also that there is none any more', () => {
    const titles = new IcyTitles(10);
    const songs = ['', '', 'one', 'one', ''].map((song) => {
      const [, block] = [...titles.cut(Buffer.alloc(10), song)];
      return block!.subarray(1).toString().replace(/\0+$/, '');
    });
    expect(songs).toEqual(['', '', "StreamTitle='one';", '', "StreamTitle='';"]);
  });

  it('have a station with name, genre, page and description in headers, in one line of UTF-8', () => {
    const about = {
      title: 'Rädio\r\nSet-Cookie: a=b 🎧',
      description: 'Line one\nline \u202etwo',
      genre: 'Jazz',
      url: 'https://radio.example/',
      isPublic: true,
    };
    const headers = streamHeaders('mp3', about, true);
    const text = (name: string): string => Buffer.from(headers[name]!, 'latin1').toString();
    expect(text('icy-name')).toBe('Rädio Set-Cookie: a=b 🎧');
    expect(text('icy-description')).toBe('Line one line two');
    expect(headers).toMatchObject({ 'icy-genre': 'Jazz', 'icy-url': 'https://radio.example/', 'icy-pub': '1' });
    expect(headers).toMatchObject({ 'icy-br': '128', 'icy-metaint': '16000', 'content-type': 'audio/mpeg' });
    const unknown = streamHeaders(
      'wav',
      { title: 'x', description: null, genre: null, url: null, isPublic: null },
      false,
    );
    expect(Object.keys(unknown).filter((name) => name.startsWith('icy-'))).toEqual(['icy-name', 'icy-br']);
  });

  it('hold quotes and emoji, and are cut to what a block can hold', () => {
    expect(icyBlock('').toString()).toBe("\u0001StreamTitle='';\0");
    expect(icyBlock("it's 🎧").toString()).toContain("StreamTitle='it's 🎧';");
    expect(icyBlock("a';b").toString()).toContain("StreamTitle='a’;b';");
    for (const text of ['x'.repeat(5000), '🎧'.repeat(2000)]) {
      const block = icyBlock(text);
      expect(block.length).toBe(1 + 16 * block[0]!);
      expect(block.toString('utf8', 1)).not.toContain('\ufffd');
    }
    expect(songOf({ artist: 'A', title: 'B' })).toBe('A - B');
    expect(songOf({ title: 'B', station: 'C' })).toBe('B');
  });
});

/** A socket that takes nothing. */
class StuckSocket extends EventEmitter {
  writableLength = 0;
  isDestroyed = false;
  readonly chunks: Buffer[] = [];
  write(bytes: Buffer): boolean {
    this.chunks.push(bytes);
    this.writableLength += bytes.length;
    return false;
  }
  destroy(): void {
    this.isDestroyed = true;
  }
}

describe('players of one format', () => {
  it('share one buffer, start with the last seconds, and are cut when they are too far behind', () => {
    const cut: unknown[] = [];
    const audience = new PlayerAudience(new FakeClock(), 1000, (player) => cut.push(player));
    const player = (): { stuck: StuckSocket; one: { socket: Socket; wantsTitles: boolean } } => {
      const stuck = new StuckSocket();
      return { stuck, one: { socket: stuck as unknown as Socket, wantsTitles: false } };
    };
    const [a, b] = [player(), player()];
    audience.add(a.one, Buffer.from('head'), '');
    const audio = Buffer.alloc(4000, 1);
    audience.write(audio, '');
    audience.add(b.one, Buffer.from('head'), '');
    expect(a.stuck.chunks[1]).toBe(audio);
    expect(b.stuck.chunks.map(String)).toEqual(['head', audio.toString()]);
    expect(b.stuck.chunks[1]).toBe(audio);
    // Ten seconds of 1000 bytes each may wait.
    audience.write(audio, '');
    audience.remove(b.one);
    audience.write(audio, '');
    expect([a.stuck.isDestroyed, cut]).toEqual([false, []]);
    audience.write(audio, '');
    expect([a.stuck.isDestroyed, cut, audience.size]).toEqual([true, [a.one], 0]);
  });
});

describe('pages of Ogg', () => {
  const page = (granule: bigint, body: string): Buffer => {
    const header = Buffer.alloc(28);
    header.write('OggS', 0, 'latin1');
    header.writeBigInt64LE(granule, 6);
    header[26] = 1;
    header[27] = body.length;
    return Buffer.concat([header, Buffer.from(body)]);
  };

  it('are handed on whole; those before the audio are for every player', () => {
    const header = [page(0n, 'OpusHead'), page(0n, 'OpusTags')];
    const audio = [page(960n, 'one'), page(1920n, 'two')];
    const bytes = Buffer.concat([...header, ...audio]);
    for (const size of [1, 10, 37, bytes.length]) {
      const pages = new OggPages();
      const out: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) out.push(pages.push(bytes.subarray(at, at + size)));
      expect(Buffer.concat(out)).toEqual(Buffer.concat(audio));
      expect(pages.header).toEqual(Buffer.concat(header));
    }
  });
});

describe('titles of players of Opus', () => {
  const page = (position: bigint, body: Buffer): Buffer => {
    const header = Buffer.alloc(28);
    header.write('OggS', 0, 'latin1');
    header.writeBigInt64LE(position, 6);
    header[26] = 1;
    header[27] = body.length;
    return Buffer.concat([header, body]);
  };

  async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes;
  }

  it('begin another stream in a chain, whose audio continues', async () => {
    const head = Buffer.from('OpusHead\x01\x02\x38\x01\x44\xac\0\0\0\0\0', 'latin1');
    const header = Buffer.concat([page(0n, head), page(0n, Buffer.from('OpusTags'))]);
    const titles = new OpusTitles();
    const audio = (at: number): Buffer => page(BigInt(960 * at), Buffer.from(`audio ${at}`));
    const parts: Buffer[] = [];
    const push = (at: number, metadata: object): Buffer => {
      const { link, audio: own } = titles.push(header, audio(at), metadata);
      if (at === 1) parts.push(titles.header);
      parts.push(link, own);
      return link;
    };
    expect(push(1, {}).length).toBe(0);
    expect(push(2, {}).length).toBe(0);
    expect(push(3, { title: 'Čaj 🎧', artist: 'Ärtist' }).length).toBeGreaterThan(100);
    expect(push(4, { title: 'Čaj 🎧', artist: 'Ärtist' }).length).toBe(0);
    push(5, { title: '🎧'.repeat(2000) });
    const bytes = Buffer.concat(parts);
    const comments = new OggComments();
    const seen: unknown[] = [];
    for (const byte of bytes) {
      const found = comments.push(Buffer.from([byte]));
      if (found) seen.push(found);
    }
    expect(seen.slice(-2)).toEqual([
      expect.objectContaining({ title: 'Čaj 🎧', artist: 'Ärtist' }),
      expect.objectContaining({ title: expect.stringMatching(/^(🎧)+$/u) }),
    ]);
    // Checksums are right, sequences without a gap, and each stream but the last has its end.
    const pages: { serial: number; sequence: number; isFirst: boolean; isLast: boolean; granule: number }[] = [];
    for await (const found of oggPages(new ByteReader(one(bytes)))) {
      expect(found.lostBytes).toBe(0);
      pages.push(found);
    }
    const streams = [1, 2, 3].map((serial) => pages.filter((found) => found.serial === serial));
    expect(streams.map((stream) => stream.map(({ sequence }) => sequence))).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
      [0, 1, 2],
    ]);
    expect(streams.map((stream) => [stream[0]!.isFirst, stream.at(-1)!.isLast])).toEqual([
      [true, true],
      [true, true],
      [true, false],
    ]);
    expect(streams[1]!.map(({ granule }) => granule)).toEqual([0, 0, 2880, 3840, 3840]);
  });
});

describe('what players are told and may', () => {
  it('is a playlist', () => {
    expect(playlist('m3u', 'http://a/b.mp3', 'B')).toBe('#EXTM3U\n#EXTINF:-1,B\nhttp://a/b.mp3\n');
    expect(playlist('pls', 'http://a/b.mp3', 'B')).toMatch(
      /^\[playlist\]\nNumberOfEntries=1\nFile1=http:\/\/a\/b.mp3\n/,
    );
  });

  it('has defaults, and names what is wrong', () => {
    expect(playersSettings({})).toEqual({ formats: ['mp3', 'opus', 'wav'], maxPlayers: 500 });
    expect(() => playersSettings({ maxPlayers: -1 })).toThrow('players.maxPlayers must be an integer from 0 to 100000');
    expect(() => playersSettings({ formats: ['aac' as never] })).toThrow('players.formats[0]');
    expect(() => mediaSettings({ channels: [{ name: 'a', icecast: { planes: 0 } }] })).toThrow(
      'media.channels[0].icecast.planes must be an integer from 1 to 8, got 0',
    );
    expect(() => mediaSettings({ maxDecoders: 65 })).toThrow('media.maxDecoders');
  });

  it("is the relay's own listener's by a secret that nobody else has", async () => {
    const refuse = { authorize: () => ({ permissions: [] }) };
    const [one, two] = [admitInside(refuse), admitInside(openAuthorizer)];
    const ask = async (credentials: string) =>
      (await one.authorizer.authorize({ channel: 'a', credentials })).permissions;
    expect(await ask(one.credentials)).toEqual(['listen']);
    expect(await ask(two.credentials)).toEqual([]);
    expect(await ask('inside:')).toEqual([]);
  });
});

describe('a sink that plays by a clock', () => {
  it('holds what its time has not passed for, and makes up for a pause of the process', async () => {
    const clock = new FakeClock();
    const heard: number[] = [];
    const sink = new ClockSink(clock, 1000, 2, (pcm) => heard.push(pcm.length));
    await sink.write(new Float32Array(600));
    expect(sink.status().bufferedMs).toBe(300);
    clock.advance(100);
    expect(sink.status().bufferedMs).toBe(200);
    clock.advance(1000);
    expect(sink.status().bufferedMs).toBe(-800);
    expect(heard).toEqual([600]);
  });
});
