import { describe, expect, it } from 'vitest';
import {
  COMPARISON_PAGE_KIND,
  jsonReportKind,
  LC_KIND,
  PNG_KIND,
  requireEnding,
  WAV_KIND,
} from '../../../../src/node/files/output-kind.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('the kind of an existing file', () => {
  it.each([
    [WAV_KIND, 'RIFF\x00\x00\x00\x00WAVEfmt ', 'RIFF\x00\x00\x00\x00AVI LIST'],
    [WAV_KIND, 'RF64\xff\xff\xff\xffWAVEds64', 'LCST\x01'],
    [LC_KIND, 'LCST\x01', 'fLaC\x00'],
    [PNG_KIND, '\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe0JFIF'],
    [
      COMPARISON_PAGE_KIND,
      '<!doctype html>\n<html><head><title>a: latents beside other formats</title>',
      '<!doctype html>\n<html><head><title>my page</title>',
    ],
    [jsonReportKind('x', 'machine'), '{\n  "machine": {', '{ "name": "machine" }'],
    [
      jsonReportKind('x', 'model', 'preset'),
      '{ "model": "a, \\"b\\"", "preset": "live" }',
      '{ "model": "a", "lang": "preset" }',
    ],
  ])('is told by its first bytes: $label', (kind, own, other) => {
    expect(kind.matches(bytes(own))).toBe(true);
    expect(kind.matches(bytes(other))).toBe(false);
    expect(kind.matches(bytes(own.slice(0, 3)))).toBe(false);
    expect(kind.matches(new Uint8Array(0))).toBe(false);
  });

  it('has an ending, in any case', () => {
    for (const path of ['a.wav', 'a.WAV', 'b.c/d.wave']) expect(() => requireEnding(path, WAV_KIND)).not.toThrow();
    for (const path of ['a', 'a.mp3', 'a.wav.mp3', '.wav', 'wav'])
      expect(() => requireEnding(path, WAV_KIND)).toThrow(/must end in \.wav or \.wave/);
  });
});
