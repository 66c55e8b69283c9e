import { describe, expect, it } from 'vitest';
import { stationOf } from '../../../../../src/node/relay/icecast/station-headers.js';

/** As Node reads what a client has written in UTF-8. */
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('the headers of a source client', () => {
  it('state the station of its titles, and what the channel is', () => {
    const headers = {
      'ice-name': latin1('Café "Jazz" 🎷'),
      'ice-description': 'All day',
      'ice-genre': 'jazz',
      'ice-url': 'https://radio.example/',
      'ice-public': '1',
    };
    expect(stationOf(headers)).toEqual({
      metadata: { station: 'Café "Jazz" 🎷' },
      channelInfo: {
        title: 'Café "Jazz" 🎷',
        description: 'All day',
        genre: 'jazz',
        url: 'https://radio.example/',
        isPublic: true,
      },
    });
    expect(stationOf({ 'icy-name': 'Old', 'icy-pub': '0' })).toEqual({
      metadata: { station: 'Old' },
      channelInfo: { title: 'Old', isPublic: false },
    });
  });

  it('are passed over where they are what a client sends whose user has stated nothing', () => {
    const headers = {
      'ice-name': 'Unnamed Stream',
      'ice-description': 'no description',
      'ice-genre': 'various',
      'ice-url': 'http://localhost/',
    };
    expect(stationOf(headers)).toEqual({ metadata: {}, channelInfo: {} });
    expect(stationOf({ 'ice-url': 'javascript:alert(1)', 'ice-name': '\u0007' })).toEqual({
      metadata: {},
      channelInfo: {},
    });
  });
});
