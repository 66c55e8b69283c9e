import { cobsDecode, cobsEncode } from '../../../src/transports/byte-pipe/cobs.js';
import { PipeReader, pipeFrame } from '../../../src/transports/byte-pipe/pipe-frames.js';
import { bytesOf, type FuzzTarget, isSame, mustHold } from './fuzz-target.js';

const MAX_MESSAGE_BYTES = 300;

function readAll(pieces: readonly Uint8Array[]): string[] {
  const found: string[] = [];
  const keep = (message: Uint8Array): void => void found.push(Buffer.from(message).toString('latin1'));
  const reader = new PipeReader(MAX_MESSAGE_BYTES, keep, () => found.push('damage'));
  for (const piece of pieces) reader.push(piece);
  return found;
}

/** Any bytes from a serial line: in any pieces they give the same messages, and a message behind them is not lost. */
export const target: FuzzTarget = {
  seeds: () => [
    pipeFrame(bytesOf('a message')),
    pipeFrame(new Uint8Array(290).fill(1)),
    Uint8Array.of(...pipeFrame(new Uint8Array(9)), 0, 0, ...pipeFrame(Uint8Array.of(1, 0, 2))),
  ],
  maxBytes: 1024,
  suiteRuns: 300,
  run: (bytes) => {
    const stuffed = cobsEncode(bytes);
    mustHold(!stuffed.includes(0), 'stuffed bytes have no zero');
    mustHold(isSame(cobsDecode(stuffed) ?? Uint8Array.of(), bytes), 'what is stuffed is found again');
    cobsDecode(bytes);
    const at = (bytes[0] ?? 0) % (bytes.length + 1);
    const whole = readAll([bytes]);
    mustHold(
      readAll([bytes.subarray(0, at), bytes.subarray(at)]).join('\n') === whole.join('\n'),
      'pieces do not matter',
    );
    const behind = readAll([bytes, Uint8Array.of(0), pipeFrame(bytesOf('behind'))]);
    mustHold(behind.at(-1) === 'behind', 'what follows a zero is read');
  },
};
