import { singleLine } from '../../../src/core/single-line.js';
import { IcyStream } from '../../../src/node/files/icy-stream.js';
import { vorbisCommentTags } from '../../../src/node/files/vorbis-comment.js';
import { parsePlaylist } from '../../../src/node/program/playlist.js';
import { icyBlock } from '../../../src/node/relay/players/icy.js';
import { playlist } from '../../../src/node/relay/players/playlists.js';
import { bytesOf, type FuzzTarget, mustHold } from './fuzz-target.js';

/** Any bytes as a playlist, as the titles within a radio stream and as the comments of a file. */
export const target: FuzzTarget = {
  seeds: () => [
    bytesOf('#EXTM3U\r\n#EXTINF:12,Ä - B\r\nmusic\\a.mp3\r\nhttps://a.example/live\r\nfile:///tmp/x.flac\r\n'),
    bytesOf('[playlist]\nFile2=b.ogg\nTitle2=Two\nfile1=/a.wav\nNumberOfEntries=2\n'),
    Uint8Array.of(1, 2, 3, 4, 1, ...bytesOf("StreamTitle='A';"), 5, 6),
    Uint8Array.of(2, 0, 0, 0, 97, 98, 1, 0, 0, 0, 7, 0, 0, 0, ...bytesOf('TITLE=x')),
  ],
  words: ['#EXTINF:-1,', 'File1=', 'Title1=', 'file://', "StreamTitle='", 'METADATA_BLOCK_PICTURE='],
  maxBytes: 1024,
  run: (bytes) => {
    for (const name of ['/music/a.m3u', '/music/a.pls'])
      for (const { input, title } of parsePlaylist(name, bytes)) {
        mustHold(input.length > 0, 'a track has a name');
        mustHold(!/[\r\n]/.test(input + (title ?? '')), 'a track is one line');
      }
    vorbisCommentTags(bytes);
    const icy = new IcyStream(1 + ((bytes[0] ?? 0) & 15), () => {});
    let audioBytes = 0;
    for (const piece of icy.push(bytes)) audioBytes += piece.length;
    mustHold(audioBytes <= bytes.length, 'there is no more audio than bytes');
    const text = new TextDecoder().decode(bytes);
    mustHold(icyBlock(text).length % 16 === 1, 'a title takes whole steps of 16 bytes');
    for (const kind of ['m3u', 'pls'] as const) {
      const written = playlist(kind, 'http://127.0.0.1:8787/main.mp3', singleLine(text));
      const [track, ...more] = parsePlaylist(`/x/list.${kind}`, bytesOf(written));
      mustHold(more.length === 0 && track?.input === 'http://127.0.0.1:8787/main.mp3', 'a playlist names its channel');
    }
  },
};
