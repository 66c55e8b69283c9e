import { describe, expect, it } from 'vitest';
import { repairedTexts } from '../../../src/core/tag-text.js';

/** What a reader makes of bytes that are stated to be Latin-1. */
const misread = (bytes: Uint8Array | readonly number[]): string => Buffer.from(bytes).toString('latin1');
const cp1251 = (text: string): number[] =>
  [...text].map((char) => {
    const code = char.codePointAt(0)!;
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : char === 'ё' ? 0xb8 : code;
  });

describe('texts of tags that are not in the encoding that they state', () => {
  it.each([
    ['UTF-8', misread(Buffer.from('Größe – 日本')), 'Größe – 日本'],
    ['Windows-1252', misread([0x49, 0x74, 0x92, 0x73, 0x20, 0x85, 0x20, 0x80, 0x35]), 'It’s … €5'],
    ['Windows-1251', misread(cp1251('Привет, мир и ты ещё')), 'Привет, мир и ты ещё'],
    ['Windows-1251 beside Latin words', misread(cp1251('КИНО (Live) и Remix')), 'КИНО (Live) и Remix'],
    ['Shift-JIS', misread([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x89, 0xcc]), '日本語の歌'],
  ])('are read where it is %s', (_encoding, text, expected) => {
    expect(repairedTexts([text])).toEqual([expected]);
  });

  it('stay as they are where Latin-1 is what they have, or where they are read already', () => {
    const right = [
      'Größe',
      'Café del Mar',
      'Señor Ñandú',
      'Åsa',
      'À la folie',
      'Øy',
      'Ça va où',
      'Motörhead',
      'Sigur Rós – Ágætis byrjun',
      'Привет',
      '日本語',
      'It’s',
      '½ £5 ±2',
      'Ýmir Þór',
      'ÉTÉ',
      'Îles',
      '',
      'plain',
    ];
    for (const text of right) expect(repairedTexts([text])).toEqual([text]);
    expect(repairedTexts(['Motörhead', 'Привет'])).toEqual(['Motörhead', 'Привет']);
  });

  it('of one file have one encoding: what is short is read as what is long', () => {
    expect(repairedTexts([misread(cp1251('Кукушка')), misread(cp1251('Я и ты')), 'Best of'])).toEqual([
      'Кукушка',
      'Я и ты',
      'Best of',
    ]);
  });
});
