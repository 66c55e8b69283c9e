import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pacedPipe } from '../../../../src/live/pipe-pace.js';
import { nodeClock } from '../../../../src/node/clock.js';
import type { AudioTags } from '../../../../src/node/files/audio-tags.js';
import { fetchAudio } from '../../../../src/node/files/http-audio.js';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { wavHeader } from '../../../../src/node/files/wav-header.js';

const fixture = (name: string): string => new URL(`../../../fixtures/audio/${name}`, import.meta.url).pathname;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-live-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts);
};

/** A title between the audio of a station. */
function title(text: string): Buffer {
  const body = Buffer.from(`StreamTitle='${text}';`);
  const blocks = Math.ceil(body.length / 16);
  return Buffer.concat([Buffer.from([blocks]), body, Buffer.alloc(blocks * 16 - body.length)]);
}

describe('a radio station over HTTP', () => {
  it('is connected to again when it breaks or ends, with its titles, until it says that there is none', async () => {
    const audio = Buffer.alloc(4000, 'audio ');
    const seen: AudioTags[] = [];
    const reasons: string[] = [];
    let requests = 0;
    const answer = (response: ServerResponse, name: string): void => {
      response.writeHead(200, { 'icy-metaint': '1000', 'icy-name': 'S' });
      for (let at = 0; at < 4000; at += 1000)
        response.write(Buffer.concat([audio.subarray(at, at + 1000), title(`${name} - ${at < 2000 ? 1 : 2}`)]));
    };
    await served(
      (_, response) => {
        requests++;
        if (requests > 3) return void response.writeHead(410).end();
        answer(response, `N${requests}`);
        // The first connection breaks, the second one is ended.
        if (requests === 1) setTimeout(() => response.socket!.resetAndDestroy(), 100);
        else response.end();
      },
      async (url) => {
        const { chunks } = await fetchAudio(url, {
          onTags: (tags) => seen.push(tags),
          onReconnect: (reason) => reasons.push(reason),
        });
        expect((await collect(chunks)).equals(Buffer.concat([audio, audio, audio]))).toBe(true);
      },
    );
    expect(seen.map(({ artist, title }) => `${artist} ${title}`)).toEqual([
      'N1 1',
      'N1 2',
      'N2 1',
      'N2 2',
      'N3 1',
      'N3 2',
    ]);
    expect(reasons).toHaveLength(3);
    expect(reasons.slice(1)).toEqual(Array(2).fill('the server ended the stream'));
  });

  it('is connected to again when it sends nothing, and given up after a time', async () => {
    const reasons: string[] = [];
    let requests = 0;
    await served(
      (request, response) => {
        if (++requests > 1) return void request.socket.destroy();
        response.writeHead(200, { 'icy-name': 'S' });
        response.write('audio');
      },
      async (url) => {
        const options = { onReconnect: (reason: string) => void reasons.push(reason), silentMs: 100, giveUpMs: 300 };
        const { chunks } = await fetchAudio(url, options);
        await expect(collect(chunks)).rejects.toMatchObject({
          code: 'FILE_IO',
          message: expect.stringContaining('the connection broke and cannot be made again'),
        });
      },
    );
    expect(reasons).toEqual(['nothing came for 0.1 s']);
    expect(requests).toBeGreaterThan(1);
  });

  it('is left at once when its reader closes it while it is being connected to again', async () => {
    let requests = 0;
    await served(
      (request, response) => {
        if (++requests > 1) return void request.socket.destroy();
        response.writeHead(200, { 'icy-name': 'S' });
        response.end('audio');
      },
      async (url) => {
        const { chunks } = await fetchAudio(url, {});
        setTimeout(() => chunks.destroy(), 200);
        expect((await collect(chunks)).toString()).toBe('audio');
      },
    );
  });

  it('that bursts, pauses and drops is heard at live pace: never a burst, and no end before its own', async () => {
    // Half a second of MP3, eight times: each without its tag, as in a stream.
    const mp3 = await readFile(fixture('tone-stereo.mp3'));
    const halves = Array.from({ length: 10 }, () => mp3);
    let requests = 0;
    await served(
      async (_, response) => {
        requests++;
        if (requests > 2) return void response.writeHead(410).end();
        response.writeHead(200, { 'icy-name': 'S' });
        // One second at once, then as time passes, with a pause; then it breaks.
        response.write(Buffer.concat(halves.slice(0, 2)));
        for (const half of halves.slice(2, 5)) {
          await wait(requests === 1 ? 500 : 300);
          response.write(half);
        }
        await wait(100);
        response.socket?.resetAndDestroy();
      },
      async (url) => {
        const source = await openAudio(url);
        const startMs = nodeClock.nowMs();
        const out: { nowMs: number; ms: number }[] = [];
        for await (const block of pacedPipe(source, { clock: nodeClock, isBuffered: true }))
          out.push({ nowMs: nodeClock.nowMs() - startMs, ms: block.length / 2 / 44.1 });
        const total = out.reduce((sum, { ms }) => sum + ms, 0);
        expect(total).toBeGreaterThan(4900);
        let soFar = 0;
        for (const { nowMs, ms } of out) {
          soFar += ms;
          expect(soFar).toBeLessThan(nowMs + 30);
        }
      },
    );
  });
});

describe('a file on a server', () => {
  it('is continued at the byte at which the connection broke', async () => {
    const bytes = await readFile(fixture('tone-stereo.flac'));
    const ranges: (string | undefined)[] = [];
    await served(
      (request, response) => {
        const { range } = request.headers;
        ranges.push(range);
        const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
        const rest = bytes.subarray(from);
        response.writeHead(range ? 206 : 200, { 'accept-ranges': 'bytes', 'content-length': rest.length });
        response.write(rest.subarray(0, from === 0 ? 5000 : rest.length), () => {
          if (from === 0) setTimeout(() => response.socket?.resetAndDestroy(), 50);
          else response.end();
        });
      },
      async (url) => {
        const source = await openAudio(url);
        let values = 0;
        for await (const block of source.blocks()) values += block.length;
        expect(values / 2).toBe(22_050);
        expect(source.warnings).toEqual([]);
      },
    );
    expect(ranges).toEqual([undefined, 'bytes=5000-']);
  });

  it('that cannot be continued is an error that says so', async () => {
    await served(
      (_, response) => {
        response.writeHead(200, { 'content-length': 100_000 });
        response.write(Buffer.alloc(5000), () => setTimeout(() => response.socket?.resetAndDestroy(), 50));
      },
      async (url) => {
        const { chunks } = await fetchAudio(url, {});
        await expect(collect(chunks)).rejects.toMatchObject({
          message: expect.stringContaining('the connection broke'),
        });
      },
    );
  });
});

describe('a file that is still written', () => {
  const form = { sampleRateHz: 8000, channels: 1, encoding: 's16le' } as const;
  const second = (value: number): Buffer => Buffer.from(Int16Array.from({ length: 8000 }, () => value * 1000).buffer);

  it('is read as it grows, past the length in its header, until it has not grown for a time', async () => {
    const path = join(dir, 'growing.wav');
    await writeFile(path, Buffer.concat([wavHeader(form, 4000), second(1)]));
    const source = await openAudio(path, { growsMs: 400 });
    const values: number[] = [];
    const done = (async () => {
      for await (const block of source.blocks()) values.push(...block);
    })();
    for (const value of [2, 3]) {
      await wait(200);
      // A writer may stop within a sample.
      const bytes = second(value);
      await appendFile(path, bytes.subarray(0, 3001));
      await appendFile(path, bytes.subarray(3001));
    }
    await done;
    expect(values).toHaveLength(24_000);
    expect([values[0], values[8000], values[23_999]].map((x) => Math.round(x! * 32.768))).toEqual([1, 2, 3]);
  });

  it('is handed on at live pace, also where it is written in bursts', async () => {
    const path = join(dir, 'bursts.wav');
    await writeFile(path, Buffer.concat([wavHeader(form), second(1)]));
    const source = await openAudio(path, { growsMs: 1200 });
    const startMs = nodeClock.nowMs();
    let soFar = 0;
    const done = (async () => {
      for await (const block of pacedPipe(source, { clock: nodeClock, isGrowing: true })) {
        soFar += block.length / 8;
        expect(soFar).toBeLessThan((nodeClock.nowMs() - startMs) * 1.001 + 30);
      }
    })();
    await wait(900);
    await appendFile(path, Buffer.concat([second(2), second(3)]));
    await done;
    expect(soFar).toBe(3000);
  });

  it('that becomes shorter is an error, and an abort ends the wait', async () => {
    const path = join(dir, 'shorter.wav');
    await writeFile(path, Buffer.concat([wavHeader(form), second(1)]));
    const read = async (signal?: AbortSignal): Promise<void> => {
      const source = await openAudio(path, { growsMs: 60_000, ...(signal && { signal }) });
      for await (const _ of source.blocks(signal));
    };
    const shorter = read();
    await wait(100);
    await truncate(path, 100);
    await expect(shorter).rejects.toMatchObject({ code: 'FILE_IO', message: expect.stringContaining('shorter') });
    await expect(read(AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('must be a regular file', async () => {
    await expect(openAudio(dir, { growsMs: 1000 })).rejects.toMatchObject({ code: 'FILE_IO' });
    await expect(openAudio(join(dir, 'bursts.wav'), { growsMs: -1 })).rejects.toThrow('growsMs');
  });
});
