import { describe, expect, it } from 'vitest';
import type { Comparison, ComparisonRow } from '../../../../src/node/compare/compare.js';
import { comparisonPage } from '../../../../src/node/compare/page.js';
import { PAGE_LANGUAGES } from '../../../../src/node/compare/page-texts.js';
import type { RowOrigin } from '../../../../src/node/compare/row-texts.js';

const row = (id: string, origin: RowOrigin, figures: Partial<ComparisonRow> = {}): ComparisonRow => ({
  id,
  name: `«${id}»`,
  kind: origin.state === 'original' ? 'reference' : origin.state === 'model' ? 'latents' : 'peer',
  how: 'never on the page',
  origin,
  isAvailable: true,
  bytes: 12_345,
  kbps: 1411.2,
  ratio: 1234.5,
  melDb: 1.25,
  loudnessLufs: -23.45,
  gainDb: -1.5,
  ...figures,
});
const gone = {
  isAvailable: false,
  bytes: null,
  kbps: null,
  ratio: null,
  melDb: null,
  loudnessLufs: null,
  gainDb: null,
};

const ROWS: readonly ComparisonRow[] = [
  row('wav', { state: 'original' }),
  row('vorbis', { state: 'program', command: '«cmd»', faults: [] }),
  row('opus-6', { state: 'program', command: '«cmd»', faults: ['«message»'] }),
  row('mp3-low', { state: 'missing', programs: ['«one»', '«two»'], commands: '«cmd»' }, gone),
  row('codec2', { state: 'failed', message: '«message»' }, gone),
  row('latents-f32', { state: 'model', bits: null, kbps: 44.1 }),
  row('latents-2bit', { state: 'model', bits: 2, kbps: 2.756 }, { payloadBytes: 1288, overheadBytes: 62 }),
  row('latents-1bit', { state: 'model', bits: 1, kbps: 1.378 }, { payloadBytes: 1288, overheadBytes: 62, kbps: 1.44 }),
];
const COMPARISON: Comparison = {
  input: '«</script>.wav»',
  seconds: 0.512,
  sampleRateHz: 8000,
  channels: 2,
  warnings: ['«message»'],
  isIncomplete: true,
  peak: 1,
  model: { id: '«model»', sha256: '' },
  latents: { latentSize: 64, frames: 161, values: 10_304 },
  encodeRtf: 0.5,
  decodeRtf: 0.25,
  rows: ROWS,
};
const mono = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i / 9));
const media = new Map(
  ROWS.filter(({ bytes }) => bytes !== null).map(({ id }) => [
    id,
    { mono, audio: { type: 'audio/wav', bytes: new Uint8Array(4) } },
  ]),
);
const page = comparisonPage(COMPARISON, media);
const texts = JSON.parse(/const TEXTS=(.*?),TITLE=/.exec(page)![1]!) as Record<string, { texts: string[] }>;
/** Elements whose text is one of the languages'. */
const ELEMENT = /<(\w+)\b[^>]* data-t="(\d+)"[^>]*>(.*?)<\/\1>/g;

/** Texts that are in no file of a language, but for names, units and keys. */
const outside = (markup: string): string[] =>
  markup
    .replace(ELEMENT, '')
    .replace(/<[^>]*>/g, '\n')
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/^(?:«.*»\.?|kbit\/s|[A-Z\d]|p|Esc|[←→]|\d+k?)$/.test(text));

describe('the texts of the page of compare', () => {
  it('are all in the files of the languages: outside of them are names, units and keys alone', () => {
    const markup = page.replace(/<(script|style)>.*?<\/\1>/gs, '').replace(/<select id="language">.*?<\/select>/s, '');
    expect(outside(markup)).toEqual([]);
    expect(outside(markup.replace(/(<h2 [^>]*) data-t="\d+"/, '$1'))).toEqual(['Sizes']);
    for (const [tag] of markup.matchAll(/<[^>]* (?:aria-label|alt|title|placeholder)="[^>]*>/g))
      expect(tag).toMatch(/ data-t-(?:aria-label|alt)="\d+"/);
  });

  it('are complete in every language, with its numbers, and messages of programs are marked as English', () => {
    const lists = Object.values(texts).map((each) => each.texts);
    expect(Object.keys(texts)).toEqual(Object.keys(PAGE_LANGUAGES));
    expect(new Set(lists.map(({ length }) => length)).size).toBe(1);
    expect(lists.flat().filter((text) => /\{|undefined|NaN|^$/.test(text))).toEqual([]);
    for (const list of lists) expect(list.join().match(/<span lang="en">«message»/g)).toHaveLength(2);
    const [english, german] = lists as [string[], string[]];
    for (const text of [
      'Latentcast 1 bit, 1.38 kbit/s',
      'Latentcast 2 bits, 2.76 kbit/s',
      '12,345 B',
      '−23.5 LUFS',
      'played at −1.5 dB',
    ])
      expect(english).toContain(text);
    for (const text of [
      'Latentcast 1 Bit, 1,38 kbit/s',
      '12.345 B',
      '1.235 × kleiner',
      '−23,5 LUFS',
      'gespielt mit −1,5 dB',
      '«one» oder «two» installieren: «cmd»',
    ])
      expect(german).toContain(text);
  });

  it('are in English where no script runs', () => {
    const inPage = [...page.matchAll(ELEMENT)];
    expect(inPage.length).toBeGreaterThan(100);
    for (const [, , at, text] of inPage) expect(text).toBe(texts.en!.texts[Number(at)]);
  });
});
