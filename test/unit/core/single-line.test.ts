import { expect, it } from 'vitest';
import { singleLine } from '../../../src/core/single-line.js';

it('a text is one line: runs of control characters and line separators are a space each', () => {
  expect(singleLine('a\r\nb\u001b\u009b\u2028c\u0000')).toBe('a b c ');
  expect(singleLine('a\u202eb\u2066c\u2069 \u200fd')).toBe('abc \u200fd');
  expect(singleLine('naïve – 日本 🎧')).toBe('naïve – 日本 🎧');
});
