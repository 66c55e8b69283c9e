import { readLc } from '../../../src/core/file/lc-file.js';
import { LcReader } from '../../../src/core/file/lc-reader.js';
import { findLcStart } from '../../../src/core/file/lc-seek.js';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { LC_CASES } from '../../vectors/lc-cases.js';
import { type FuzzTarget, mustHold, unlessRefused } from './fuzz-target.js';

const facts = ({ firstFrame, frames, planes, payload }: FrameBlock): string =>
  `${firstFrame} ${frames} ${planes} ${Buffer.from(payload).toString('base64')}`;

/** Any bytes as an `.lc` file: cut in two anywhere they give the same blocks, each whole, and the place of each damage. */
export const target: FuzzTarget = {
  seeds: () => Object.values(LC_CASES),
  run: (bytes) => {
    const read = unlessRefused(() => readLc(bytes));
    if (!read) return;
    const { header, blocks, damage } = read;
    const perFrame = header.planes * ((header.latentSize + 7) >> 3);
    for (const { payload, frames, spatial } of blocks) {
      mustHold(payload.length === frames * perFrame, 'a block is whole');
      mustHold(spatial?.length === (header.hasSpatialParameters ? frames : undefined), 'spatial parameters are whole');
    }
    for (const { offset } of damage) mustHold(offset >= 0 && offset <= bytes.length, 'damage is in the file');
    const pieces = new LcReader();
    const at = (bytes[bytes.length - 1] ?? 0) % (bytes.length + 1);
    const streamed = unlessRefused(() => [
      ...pieces.push(bytes.slice(0, at)),
      ...pieces.push(bytes.slice(at)),
      ...pieces.finish().blocks,
    ]);
    mustHold(streamed !== undefined, 'in pieces it is read too');
    mustHold(streamed.map(facts).join() === blocks.map(facts).join(), 'in pieces it gives the same blocks');
    findLcStart(bytes.subarray(at), at, header);
  },
};
