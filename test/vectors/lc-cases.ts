import { type LcHeader, writeLc } from '../../src/core/file/lc-file.js';

const HEADER: LcHeader = {
  modelSha256: '0123456789abcdef'.repeat(4),
  originalSampleRateHz: 48000,
  originalChannels: 2,
  sampleRateHz: 44100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 64,
  planes: 1,
};

const file = (header: LcHeader, frames: number, totalSamples: number, originalSamples: number): Uint8Array => {
  const size = frames * header.planes * ((header.latentSize + 7) >> 3);
  const payload = Uint8Array.from({ length: size }, (_, i) => (i * 29 + 7) & 255);
  const blocks = frames ? [{ firstFrame: 0, frames, planes: header.planes, payload }] : [];
  return writeLc(header, blocks, totalSamples, originalSamples);
};

/** The same with spatial parameters: one byte per frame, the last of which carries none. */
const stereoFile = (header: LcHeader, frames: number, totalSamples: number): Uint8Array => {
  const size = frames * header.planes * ((header.latentSize + 7) >> 3);
  const payload = Uint8Array.from({ length: size }, (_, i) => (header.isPacked ? i % 3 : (i * 29 + 7) & 255));
  const spatial = Uint8Array.from({ length: frames }, (_, i) => (i === frames - 1 ? 255 : (i * 41 + 120) % 248));
  return writeLc({ ...header, hasSpatialParameters: true }, [{ firstFrame: 0, frames, planes: header.planes, payload, spatial }], totalSamples);
};

/** Files whose bytes `lc-v1.json` freezes. */
export const LC_CASES: Readonly<Record<string, Uint8Array>> = {
  'no frame': file(HEADER, 0, 0, 0),
  'three frames of one plane': file(HEADER, 3, 6000, 6531),
  'two frames of two planes': file({ ...HEADER, planes: 2 }, 2, 4096, 0),
  'two blocks of one byte a frame': file({ ...HEADER, latentSize: 8, hopSamples: 65536 }, 258, 258 * 65536, 0),
  'a normaliser': file(
    { ...HEADER, latentSize: 3, normalizer: { kind: 'affine', offset: [0, -1.5, 0.1], scale: [1, 2, 65504] } },
    1,
    1,
    1,
  ),
  'three frames with spatial parameters': stereoFile(HEADER, 3, 6000),
  'eight frames of two planes with spatial parameters': stereoFile({ ...HEADER, planes: 2 }, 8, 16384),
  'a packed block with spatial parameters': stereoFile({ ...HEADER, isPacked: true }, 14, 28672),
};
