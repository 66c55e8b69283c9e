import { audioReaderTarget } from './audio-reader.js';

const chunk = (id: string, body: Uint8Array): Uint8Array => {
  const out = Buffer.alloc(8 + body.length + (body.length & 1));
  out.write(id, 'latin1');
  out.writeUInt32LE(body.length, 4);
  out.set(body, 8);
  return out;
};

function wav(format: number, channels: number, bits: number, magic = 'RIFF', extra = Buffer.alloc(0)): Uint8Array {
  const fmt = Buffer.alloc(16);
  const blockBytes = (channels * bits) >> 3;
  fmt.writeUInt16LE(format, 0);
  fmt.writeUInt16LE(channels, 2);
  fmt.writeUInt32LE(44_100, 4);
  fmt.writeUInt32LE(44_100 * blockBytes, 8);
  fmt.writeUInt16LE(blockBytes, 12);
  fmt.writeUInt16LE(bits, 14);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', Buffer.concat([fmt, extra])),
    chunk('LIST', Buffer.from('INFOINAM\x04\0\0\0abc\0', 'latin1')),
    chunk('data', new Uint8Array(blockBytes * 20).fill(0x40)),
  ]);
  const out = chunk(magic, body);
  return out;
}

/** Any bytes as a WAV file. */
export const target = {
  ...audioReaderTarget({
    small: () => [
      wav(1, 1, 16),
      wav(1, 2, 24),
      wav(3, 2, 32),
      wav(3, 1, 64),
      wav(1, 1, 8, 'RF64'),
      wav(0xfffe, 2, 16, 'RIFF', Buffer.from('16001000030000000100000000001000800000aa00389b71', 'hex')),
    ],
    words: ['RIFF', 'RIFX', 'RF64', 'BW64', 'WAVE', 'fmt ', 'data', 'ds64', 'fact', 'LIST'],
  }),
  maxBytes: 1024,
  suiteRuns: 300,
};
