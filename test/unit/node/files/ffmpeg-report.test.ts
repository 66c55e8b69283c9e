import { describe, expect, it } from 'vitest';
import { FfmpegReport } from '../../../../src/node/files/ffmpeg-report.js';

/** What FFmpeg writes of a file of 3 s, and `lines` of what it finds. */
function report(lines: string[], { head = 'Duration: 00:00:03.00, start: 0', streams = 1 } = {}): FfmpegReport {
  const found = new FfmpegReport();
  const own = Array.from({ length: streams }, (_, i) => `[info]   Stream #0:${i}: Audio: aac, 48000 Hz, mono`);
  const all = [`[info]   ${head}`, ...own, '[info] Output #0, wav, to pipe:1', '[info]   Stream #0:0: Audio', ...lines];
  // In pieces, as a pipe hands them on.
  for (const piece of `${all.join('\n')}\n`.match(/[\s\S]{1,7}/g)!) found.push(piece);
  return found;
}

describe("FFmpeg's report", () => {
  it('tells of a file that ends before its own duration, where that is one', () => {
    expect(report([]).lossOf(2.9)).toBeUndefined();
    expect(report([]).lossOf(1.5)).toBe('the file states 3.00 s and ends after 1.50 s; those were read');
    expect(report([], { streams: 2 }).lossOf(1.5)).toBeUndefined();
    expect(report([], { head: 'Duration: N/A' }).lossOf(1.5)).toBeUndefined();
    expect(report(['[aac @ 0x5] [warning] Estimating duration from bitrate']).lossOf(1.5)).toBeUndefined();
  });

  it('tells of errors, and not of padding behind PCM', () => {
    const cut = report(['[mov @ 0x5] [error] stream 0, offset 0x413c: partial file', '[error] Error while decoding']);
    expect(cut.lossOf(3)).toBe('FFmpeg reports: stream 0, offset 0x413c: partial file');
    expect(cut.lastError).toBe('Error while decoding');
    const padded = report([
      '[pcm @ 0x5] [error] Invalid PCM packet, data has size 4 but at least a size of 12 was expected',
      '[error] Error while decoding stream #0:0: Invalid data found when processing input',
    ]);
    expect(padded.lossOf(3)).toBeUndefined();
    expect(padded.lastError).toBe('');
  });
});
