/** What the fan-out bench sends: audio packets of the default model at one plane, with the time at which they were sent. */
import { encodePacket } from '../dist/core/wire/packet.js';
import { SYNTHETIC_FORMAT } from '../dist/node/load-test/synthetic-source.js';

export const CONTEXT = { bytesPerFramePlane: 8 };
const HEADER_BYTES = 6;

/** Time between two messages, in ms. */
export const intervalMs = (frames) => (frames * 2048 * 1000) / 44100;

/** Monotonic time in ms that all processes of the machine share. */
export const sharedNowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** An audio packet whose first 8 payload bytes are the time at which it was made, in ms. */
export function audioPacket(index, frames) {
  const payload = new Uint8Array(frames * 8).fill(index);
  new DataView(payload.buffer).setFloat64(0, sharedNowMs());
  const fields = {
    type: 'audio',
    epoch: 1,
    firstFrame: (index * frames) % 2 ** 24,
    frames,
    encodedPlanes: 1,
    planes: 1,
  };
  return Buffer.from(encodePacket({ ...fields, payload }, CONTEXT));
}

/** The time that {@link audioPacket} has put into a packet at `offset` of `bytes`. */
export const sentMs = (bytes, offset) => bytes.readDoubleBE(offset + HEADER_BYTES);

/** The hello of the bench's source. */
export const sourceHello = (frames) => ({
  role: 'source',
  modelId: 'bench',
  modelSha256: '0'.repeat(64),
  format: SYNTHETIC_FORMAT,
  planes: 1,
  epoch: 1,
  framesPerPacket: frames,
  startedAtMs: 0,
});
