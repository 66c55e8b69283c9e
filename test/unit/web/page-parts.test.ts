import { describe, expect, it } from 'vitest';
import { bytesPerFramePlane, readLc } from '../../../src/index.js';
import { placeOf, verdictOf } from '../../../web/broadcast/meter.js';
import { EMPTY, nextId, type PlaylistEvent, reducePlaylist, titleOfFile } from '../../../web/broadcast/playlist.js';
import { de } from '../../../web/languages/de.js';
import { en } from '../../../web/languages/en.js';
import { pastTitles } from '../../../web/listen/history.js';
import { planesToChoose, qualityText } from '../../../web/listen/quality.js';
import { LcRecorder } from '../../../web/listen/recorder.js';
import { sleepGain } from '../../../web/listen/sleep.js';
import { IDLE, nextStep } from '../../../web/listen/state.js';
import { wavHeader } from '../../../web/wav.js';
import { plain } from '../../../web/words.js';

const FORMAT = { sampleRateHz: 44_100, channels: 1, hopSamples: 2048, latentSize: 64 } as never;

describe('the texts of the page', () => {
  const paths = (value: unknown, at = ''): string[] =>
    typeof value === 'object' && value !== null && !('other' in value)
      ? Object.entries(value).flatMap(([key, each]) => paths(each, `${at}.${key}`))
      : [`${at} ${typeof value}`];

  it('are the same in every language, none of them empty, and none left in English but names', () => {
    expect(paths(de).sort()).toEqual(paths(en).sort());
    const same = (a: unknown, b: unknown, at: string): string[] =>
      typeof a === 'object' && a !== null
        ? Object.entries(a).flatMap(([key, each]) => same(each, (b as Record<string, unknown>)[key], `${at}.${key}`))
        : typeof a === 'string' && (a === b || a === '')
          ? [at]
          : [];
    // "Live", "Standard", "Link", "Pause", "Playlist", "Mono", "Stereo", "Normal: …" are the same in both.
    expect(
      same(en, de, '').filter((at) => !/live|qualities\.0|link|pause|Pause|paused|playlist|mono|stereo/.test(at)),
    ).toEqual([]);
  });

  it('have plural forms for every number that the language tells apart', () => {
    for (const [tag, words] of [
      ['en', en],
      ['de', de],
    ] as const) {
      const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
      for (const each of [words.listen.listeners, words.channels.listeners, words.figures.reconnects])
        expect(Object.keys(each).sort()).toEqual([...forms].sort());
    }
  });

  it('of strangers are one line, without what is not seen or turns the text around them', () => {
    expect(plain('a\u202Eb\u0000c\nd\u2066e')).toBe('ab c de');
    expect(plain(' 👩‍🎤 مرحبا ')).toBe('👩‍🎤 مرحبا');
  });
});

describe('what was played before', () => {
  const titles = (...names: string[]): { readonly atMs: number; readonly title: string }[] =>
    names.map((title, i) => ({ atMs: 1000 * (names.length - i), title }));
  const past = (names: string[], now: string): string[] =>
    pastTitles(titles(...names), now === '' ? {} : { title: now }).map(({ title, atMs }) => `${title}@${atMs / 1000}`);

  it('is neither what plays nor what the relay knows of and is still to be heard', () => {
    expect(past(['c', 'b', 'a'], 'c')).toEqual(['b@2', 'a@1']);
    expect(past(['c', 'b', 'a'], 'b')).toEqual(['a@1']);
    expect(past(['c', 'b', 'a'], 'a')).toEqual([]);
  });

  it('is everything where what plays is none of it, or has no title', () => {
    expect(past(['b', 'a'], 'x')).toEqual(['b@2', 'a@1']);
    expect(past(['b', 'a'], '')).toEqual(['b@2', 'a@1']);
    expect(past([], 'x')).toEqual([]);
  });

  it('has a title once that follows itself, from when it began', () => {
    expect(past(['b', 'b', 'a', 'a', 'b'], '')).toEqual(['b@4', 'a@2', 'b@1']);
    expect(past(['b', 'b', 'a', 'a', 'b'], 'b')).toEqual(['a@2', 'b@1']);
  });
});

describe('the qualities of a stream', () => {
  it('are only those that it has: one, two and all of its bit planes', () => {
    expect([0, 1, 2, 3, 8].map(planesToChoose)).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 8]]);
  });

  it('are words with their rate', () => {
    expect(qualityText(0, 1, FORMAT)).toBe('Standard 1.4 kbit/s');
    expect(qualityText(1, 2, FORMAT)).toBe('High 2.8 kbit/s');
    expect(qualityText(1, 2, undefined)).toBe('High');
  });
});

describe('the next step', () => {
  const around = { isOnline: true, isKnown: true, hasRecordings: false };

  it('is told in every state in which nothing plays, and in no other', () => {
    for (const status of ['failed', 'waiting', 'ended', 'gone', 'stalled', 'reconnecting', 'blocked'] as const)
      expect(nextStep({ ...IDLE, status }, around)?.text).toMatch(/\.$/);
    for (const status of ['idle', 'loading', 'ready', 'connecting', 'live', 'closed'] as const)
      expect(nextStep({ ...IDLE, status }, around)).toBeNull();
  });

  it('depends on the network, on whether the channel is known, and on its recordings', () => {
    const text = (status: 'waiting' | 'ended' | 'live', more: object): string | undefined =>
      nextStep({ ...IDLE, status }, { ...around, ...more })?.text;
    expect(text('waiting', { isOnline: false })).toMatch(/offline/);
    expect(text('live', { isOnline: false })).toBeUndefined();
    expect(text('waiting', { isKnown: false })).toMatch(/under this name/);
    expect(text('waiting', { isKnown: null })).toMatch(/Nobody is on the air/);
    expect(text('ended', { hasRecordings: true })).toMatch(/Recordings/);
    expect(nextStep({ ...IDLE, status: 'ended', isHeld: true }, around)?.text).toMatch(/^Press the button/);
  });
});

describe('the level meter', () => {
  it('tells silence, quiet, good, loud and too loud apart, on a scale of 60 dB', () => {
    expect([-60, -41, -40, -7, -6, -1, -0.5, 0].map(verdictOf)).toEqual([
      'silent',
      'quiet',
      'good',
      'good',
      'loud',
      'loud',
      'clipped',
      'clipped',
    ]);
    expect([-100, -60, -30, 0, 3].map(placeOf)).toEqual([0, 0, 0.5, 1, 1]);
  });
});

describe('the sleep timer', () => {
  it('fades the sound over the last fifteen seconds', () => {
    expect([60_000, 15_000, 7500, 0, -10].map(sleepGain)).toEqual([1, 1, 0.5, 0, 0]);
  });
});

describe('a playlist', () => {
  const item = (id: number) => ({ id, file: { name: `${id}.mp3` } as File, metadata: { title: String(id) } });
  const listAfter = (...events: PlaylistEvent[]) =>
    [{ type: 'added', items: [item(1), item(2), item(3)] } as PlaylistEvent, ...events].reduce(reducePlaylist, EMPTY);

  it('plays one file after another, and from the start again where that is wanted', () => {
    expect(nextId(listAfter())).toBe(2);
    expect(nextId(listAfter({ type: 'chosen', id: 3 }))).toBeNull();
    expect(nextId(listAfter({ type: 'chosen', id: 3 }, { type: 'looped', isLooped: true }))).toBe(1);
  });

  it('plays on behind a file that is removed or cannot be read, which it names', () => {
    expect(listAfter({ type: 'chosen', id: 2 }, { type: 'removed', id: 2 }).currentId).toBe(3);
    expect(listAfter({ type: 'chosen', id: 2 }, { type: 'removed', id: 1 }).currentId).toBe(2);
    const state = listAfter({ type: 'unreadable', id: 1 });
    expect(state).toMatchObject({ currentId: 2, unreadable: '1.mp3' });
    expect(listAfter({ type: 'chosen', id: 3 }, { type: 'removed', id: 3 }).currentId).toBeNull();
  });

  it('changes the order, and begins anew after its end', () => {
    expect(listAfter({ type: 'moved-up', id: 3 }).items.map(({ id }) => id)).toEqual([1, 3, 2]);
    expect(listAfter({ type: 'moved-up', id: 1 }).items.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(listAfter({ type: 'chosen', id: 3 }, { type: 'over' })).toMatchObject({ isOver: true, currentId: 1 });
  });

  it('finds artist and title in the names of files', () => {
    expect(titleOfFile('Ella Vane - Lanterns.mp3')).toEqual({ artist: 'Ella Vane', title: 'Lanterns' });
    expect(titleOfFile('03 Low water.flac')).toEqual({ title: 'Low water' });
    expect(titleOfFile('1999.ogg')).toEqual({ title: '1999' });
    expect(titleOfFile('\u202Egnp.mp3').title).toBe('gnp');
    expect(titleOfFile('x'.repeat(500)).title).toHaveLength(120);
  });
});

describe('a recording of a stream as it is sent', () => {
  const format = { sampleRateHz: 8000, channels: 1, hopSamples: 64, latentSize: 16 };
  const bytes = bytesPerFramePlane(format);

  function record(...arrived: { epoch?: number; first: number; frames: number; planes?: number; isSilent?: true }[]) {
    let handler: (value: never) => void = () => {};
    const listener = {
      reportsFrames: false,
      model: { loaded: { info: { sha256: 'ab'.repeat(32), format } } },
      on: (_: string, take: typeof handler) => {
        handler = take;
        return () => {};
      },
    };
    const recorder = new LcRecorder(listener as never);
    expect(listener.reportsFrames).toBe(true);
    for (const { epoch = 1, first, frames, planes = 1, isSilent } of arrived) {
      const base = { firstFrame: first, frames };
      const noise = { level: 9, reflection: [] };
      const payload = new Uint8Array(planes * frames * bytes).fill(first & 255);
      const block = isSilent ? { ...base, noise, continues: false } : { ...base, planes, payload };
      handler({ epoch, block } as never);
    }
    return { recorder, listener };
  }
  const read = async (...arrived: Parameters<typeof record>) => {
    const { recorder, listener } = record(...arrived);
    const blob = await recorder.finish();
    expect(listener.reportsFrames).toBe(false);
    return blob && readLc(new Uint8Array(await blob.arrayBuffer()));
  };

  it('is a file of all frames that arrived, each once, with pauses for what is missing and what was silent', async () => {
    const file = await read(
      { first: 100, frames: 12 },
      { first: 100, frames: 12 },
      { first: 120, frames: 12 },
      { first: 132, frames: 10, isSilent: true },
      { first: 142, frames: 2 },
    );
    expect(file!.damage).toEqual([]);
    expect(file!.totalSamples).toBe((12 + 8 + 12 + 10 + 2) * 64);
  });

  it('goes on where another stream begins, and cuts planes that the first packet did not have', async () => {
    const file = await read({ first: 5000, frames: 4 }, { epoch: 2, first: 0, frames: 6, planes: 2 });
    expect(file!.header.planes).toBe(1);
    expect(file!.totalSamples).toBe(10 * 64);
  });

  it('is none where nothing but silence has arrived', async () => {
    expect(await read({ first: 0, frames: 10, isSilent: true })).toBeNull();
  });
});

describe('a WAV file', () => {
  it('begins with a header that states its length and form', () => {
    const view = new DataView(wavHeader(1000, 48_000, 2).buffer);
    expect([
      view.getUint32(4, true),
      view.getUint32(24, true),
      view.getUint16(22, true),
      view.getUint32(40, true),
    ]).toEqual([1036, 48_000, 2, 1000]);
  });
});
