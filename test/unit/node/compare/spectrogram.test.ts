import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { hzToMel } from '../../../../src/core/dsp/spectrum.js';
import { textWidth } from '../../../../src/node/compare/font.js';
import { magma } from '../../../../src/node/compare/picture.js';
import { spectrogramPng, writeSpectrogram } from '../../../../src/node/compare/spectrogram.js';

const RATE = 44100;
const tone = (hz: number, seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE));

/** Brightness of every row of a column inside the panel at `top`. */
function column(png: PNG, x: number, top: number, height: number): number[] {
  return Array.from({ length: height }, (_, y) => {
    const at = ((top + y) * png.width + x) * 4;
    return png.data[at] + png.data[at + 1] + png.data[at + 2];
  });
}

describe('spectrogramPng', () => {
  const options = { rateHz: RATE, width: 300, panelHeight: 200 };

  it('draws each panel with its tone at the height of its frequency', () => {
    const panels = [
      { title: 'before', samples: tone(1000, 1) },
      { title: 'after', samples: tone(8000, 1) },
    ];
    const png = PNG.sync.read(Buffer.from(spectrogramPng({ ...options, panels })));
    expect([png.width, png.height]).toEqual([84 + 300 + 96, 2 * (34 + 200) + 54]);
    for (const [panel, hz] of [
      [0, 1000],
      [1, 8000],
    ]) {
      const rows = column(png, 84 + 150, panel * 234 + 34, 200);
      const brightest = rows.indexOf(Math.max(...rows));
      const expected = (1 - hzToMel(hz) / hzToMel(RATE / 2)) * 200;
      expect(Math.abs(brightest - expected)).toBeLessThan(3);
    }
  });

  it('has the same bytes each time, and leaves what is missing dark', () => {
    const panels = [
      { title: 'whole', samples: tone(1000, 1) },
      { title: 'half', samples: tone(1000, 0.5) },
    ];
    const bytes = spectrogramPng({ ...options, panels });
    expect(Buffer.compare(Buffer.from(spectrogramPng({ ...options, panels })), Buffer.from(bytes))).toBe(0);
    const png = PNG.sync.read(Buffer.from(bytes));
    expect(Math.max(...column(png, 84 + 280, 234 + 34, 200))).toBe(4); // magma's darkest: 0 + 0 + 4
  });

  it('accepts silence, one sample and long audio, of which it draws the start', () => {
    for (const samples of [new Float32Array(RATE), new Float32Array(1), tone(440, 3)])
      expect(spectrogramPng({ ...options, maxSeconds: 2, panels: [{ title: 'x', samples }] }).length).toBeGreaterThan(
        500,
      );
  });

  it('draws what is louder in red, what is quieter in blue, and what is alike in white, in half the height', () => {
    const original = tone(1000, 1);
    const panels = [1, 4, 0.25].map((gain) => ({
      title: 'difference',
      samples: original.map((value) => value * gain),
      comparedWith: original,
    }));
    const png = PNG.sync.read(Buffer.from(spectrogramPng({ ...options, panels })));
    expect([png.width, png.height]).toEqual([84 + 300 + 96, 3 * (34 + 100) + 54]);
    const row = Math.floor((1 - hzToMel(1000) / hzToMel(RATE / 2)) * 100);
    const colours = panels.map((_, p) => {
      const at = ((p * 134 + 34 + row) * png.width + 84 + 150) * 4;
      return [...png.data.subarray(at, at + 3)];
    });
    expect(colours[0]).toEqual([255, 255, 255]);
    const [red, blue] = [colours[1]!, colours[2]!];
    expect(red[0]! - red[2]!).toBeGreaterThan(60);
    expect(blue[2]! - blue[0]!).toBeGreaterThan(60);
  });

  it('writes titles in letters of different widths, with smooth edges, and cuts what does not fit', () => {
    expect(textWidth('iiii')).toBeLessThan(textWidth('mmmm') / 2);
    const panels = [{ title: 'Ährenfeld – Größe 1'.repeat(9), samples: tone(1000, 0.2) }];
    const png = PNG.sync.read(Buffer.from(spectrogramPng({ ...options, panels })));
    const greys = new Set<number>();
    for (let y = 8; y < 30; y++) for (let x = 84; x < 84 + 300; x++) greys.add(png.data[(y * png.width + x) * 4]!);
    expect(greys.size).toBeGreaterThan(8);
    for (let y = 0; y < 28; y++)
      for (let x = 84 + 300; x < png.width; x++) expect(png.data[(y * png.width + x) * 4]).toBe(255);
  });

  it('refuses to draw nothing', () => {
    expect(() => spectrogramPng({ ...options, panels: [] })).toThrow(/at least one panel/);
    expect(() => spectrogramPng({ ...options, panels: [{ title: 'x', samples: new Float32Array(0) }] })).toThrow(
      /must not be empty/,
    );
  });

  it('is written to a file, with a clear error when it cannot be', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-png-'));
    const panels = [{ title: 'x', samples: tone(440, 0.2) }];
    await writeSpectrogram(join(dir, 'a.png'), { ...options, panels });
    expect((await readFile(join(dir, 'a.png'))).subarray(1, 4).toString()).toBe('PNG');
    await expect(writeSpectrogram(dir, { ...options, panels })).rejects.toMatchObject({ code: 'FILE_IO' });
    await rm(dir, { recursive: true });
  });
});

describe('magma', () => {
  it('increases monotonically from dark to bright', () => {
    const light = Array.from({ length: 101 }, (_, i) => {
      const [r, g, b] = magma(i / 100);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (let i = 1; i < light.length; i++) expect(light[i]).toBeGreaterThanOrEqual(light[i - 1]);
    expect(magma(-1)).toEqual(magma(0));
    expect(magma(2)).toEqual([252, 253, 191]);
  });
});
