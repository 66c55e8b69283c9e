import { describe, expect, it } from 'vitest';
import { fileTags } from '../../../web/session/tags.js';

/** An MP3 file of nothing but an ID3v2.3 tag whose texts state Latin-1. */
function mp3(texts: Readonly<Record<string, Uint8Array>>): File {
  const size = (length: number): number[] => [0, 0, length >> 7, length & 127];
  const frames = Object.entries(texts).flatMap(([id, text]) => [
    ...Buffer.from(id),
    ...[0, 0, 0, text.length + 1],
    ...[0, 0, 0],
    ...text,
  ]);
  return new File([Uint8Array.from([...Buffer.from('ID3'), 3, 0, 0, ...size(frames.length), ...frames])], 'a.mp3', {
    type: 'audio/mpeg',
  });
}

describe('the tags of a file that a page plays', () => {
  it('are read as they state', async () => {
    const file = mp3({ TIT2: Buffer.from('Caf\xe9 ', 'latin1'), TPE1: Buffer.from('Anna') });
    expect(await fileTags(file)).toEqual({ title: 'Caf\xe9', artist: 'Anna' });
  });

  it('are read in the encoding that they have, where they state Latin-1', async () => {
    // "Песня" in Windows-1251.
    const file = mp3({ TIT2: Uint8Array.from([0xcf, 0xe5, 0xf1, 0xed, 0xff]), TPE1: Buffer.from('Anna') });
    expect(await fileTags(file)).toEqual({ title: 'Песня', artist: 'Anna' });
    expect(await fileTags(mp3({ TIT2: Buffer.from('Grüße') }))).toEqual({ title: 'Grüße' });
    // Its last byte is a space of Latin-1 that does not break.
    expect(await fileTags(mp3({ TIT2: Buffer.from('Voilà') }))).toEqual({ title: 'Voilà' });
  });

  it('are none where a file has none', async () => {
    expect(await fileTags(new File([new Uint8Array(100)], 'a.mp3'))).toEqual({});
  });
});
