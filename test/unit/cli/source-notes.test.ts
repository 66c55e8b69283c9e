import { describe, expect, it } from 'vitest';
import { channelNotes, fallbackNotes, mutedNotes, sourceNotes } from '../../../src/cli/source-notes.js';
import type { StreamHello } from '../../../src/core/wire/hello.js';
import type { SourceState } from '../../../src/stream/receive/source-watch.js';

function tell(...states: SourceState[]): string[] {
  const told: string[] = [];
  const onSource = sourceNotes('ws://127.0.0.1:8787/radio?room=x', (text) => told.push(text));
  for (const state of states) onSource(state);
  return told;
}

describe('the notes on a muted channel', () => {
  it('tell each change, and nothing where it is not muted from the start', () => {
    const told: string[] = [];
    const onHello = mutedNotes((text, muted) => told.push(`${muted} ${text}`));
    for (const hello of [{}, { muted: true }, { muted: true }, {}, {}]) onHello(hello);
    expect(told).toEqual([
      'true the operator of the relay has muted this channel: it is silent',
      'false the channel is not muted any more',
    ]);
  });
});

describe('the notes on a source', () => {
  it('are none where a stream is live from the start', () => {
    expect(tell('live')).toEqual([]);
  });

  it('name the channel that waits, and tell that a source has come', () => {
    expect(tell('waiting', 'live')).toEqual([
      'channel radio has no source yet; waiting for one',
      'channel radio has a source now',
    ]);
  });

  it('tell an end that was heard from one that was before', () => {
    expect(tell('live', 'ended')).toEqual(['the stream has ended']);
    expect(tell('ended', 'live')).toEqual([
      'the last stream of channel radio has ended; waiting for the next',
      'channel radio has a source now',
    ]);
  });

  it('tell of a source that goes and comes, and of audio that does', () => {
    expect(tell('live', 'gone', 'live', 'stalled', 'live')).toEqual([
      'the source of channel radio has gone without ending its stream; waiting for it to come back',
      'the source of channel radio is back',
      'no audio arrives; waiting for it',
      'audio arrives again',
    ]);
  });

  it('tell after a reconnect what has changed meanwhile', () => {
    expect(tell('live', 'unknown', 'live')).toEqual(['connected again']);
    expect(tell('waiting', 'unknown', 'waiting', 'live', 'unknown', 'ended')).toEqual([
      'channel radio has no source yet; waiting for one',
      'connected again',
      'channel radio has a source now',
      'connected again',
      'the stream has ended',
    ]);
  });
});

describe('the notes on what plays while the source is away', () => {
  it('name it once, and tell that the channel is on the air again, but not that the fallback has gone', () => {
    const told: string[] = [];
    const onHello = fallbackNotes('ws://127.0.0.1:8787/main', (text) => told.push(text));
    const hellos: Partial<StreamHello>[] = [
      { sourceState: 'live' },
      { sourceState: 'live', fallback: 'night' },
      { sourceState: 'live', fallback: 'night' },
      { sourceState: 'live', fallback: 'files' },
      { sourceState: 'gone' },
      { sourceState: 'live' },
    ];
    for (const hello of hellos) onHello(hello as StreamHello);
    expect(told).toEqual([
      'playing channel night, main is off the air',
      'playing files of the relay, main is off the air',
      'channel main is on the air again',
    ]);
  });
});

describe('the notes on the channel itself', () => {
  it('tell title, genre, page and description in one line, once and at each change', () => {
    const told: string[] = [];
    const onHello = channelNotes('ws://127.0.0.1:8787/main', (text) => told.push(text));
    const infos: StreamHello['channelInfo'][] = [
      undefined,
      { title: 'Radio', genre: 'jazz', url: 'https://radio.example/', description: 'All day\nand night' },
      { title: 'Radio', genre: 'jazz', url: 'https://radio.example/', description: 'All day\nand night' },
      { description: 'Repairs' },
    ];
    for (const channelInfo of infos) onHello({ ...(channelInfo && { channelInfo }) } as StreamHello);
    expect(told).toEqual([
      'channel main is Radio (jazz) https://radio.example/: All day and night',
      'channel main is Repairs',
    ]);
  });
});
