import type { Packet } from '../../src/core/wire/packet.js';
import { SOURCE_HELLO } from './hello-fixture.js';

const bytes = (n: number, start = 0): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (start + i) & 255);

/** Every packet type and edge whose bytes `packets-v1.json` freezes; 8 bytes a frame and plane. */
export const PACKET_CASES: Readonly<Record<string, Packet>> = {
  'audio, one frame of one plane, all fields at their least': {
    type: 'audio', epoch: 0, firstFrame: 0, frames: 1, encodedPlanes: 1, planes: 1, payload: bytes(8, 0xa0),
  },
  'audio, two frames of two planes': {
    type: 'audio', epoch: 18, firstFrame: 0x012345, frames: 2, encodedPlanes: 2, planes: 2, payload: bytes(32),
  },
  'audio, the same thinned to its first plane': {
    type: 'audio', epoch: 18, firstFrame: 0x012345, frames: 2, encodedPlanes: 2, planes: 1, payload: bytes(16),
  },
  'audio, epoch, index and planes at their most': {
    type: 'audio', epoch: 31, firstFrame: 0xffffff, frames: 1, encodedPlanes: 8, planes: 8, payload: bytes(64),
  },
  'audio, 128 frames': {
    type: 'audio', epoch: 1, firstFrame: 128, frames: 128, encodedPlanes: 1, planes: 1, payload: bytes(1024),
  },
  'hello of a source': { type: 'hello', body: { ...SOURCE_HELLO } },
  'hello of a listener': { type: 'hello', body: { role: 'listener', planes: 1, burstMs: 2000 } },
  'hello of a listener that resumes': {
    type: 'hello',
    body: { role: 'listener', planes: 2, burstMs: 0, from: { epoch: 4242, frame: 1200 }, modelSha256: [SOURCE_HELLO.modelSha256] },
  },
  metadata: { type: 'metadata', body: { title: 'Für Elise', artist: 'L. v. Beethoven', station: '♪' } },
  'end of an empty stream': { type: 'end', epoch: 0, totalFrames: 0, totalSamples: 0 },
  'end, all fields at their most': {
    type: 'end', epoch: 31, totalFrames: Number.MAX_SAFE_INTEGER, totalSamples: Number.MAX_SAFE_INTEGER,
  },
  'end of a 7.5 s clip': { type: 'end', epoch: 18, totalFrames: 162, totalSamples: 330750 },
  ping: { type: 'ping', token: 0x01020304 },
  'pong, token at its most': { type: 'pong', token: 0xffffffff },
  'control of a listener': { type: 'control', body: { planes: 1 } },
  'control of the relay to a source': { type: 'control', body: { next: 1204 } },
  error: { type: 'error', body: { code: 'CHANNEL_BUSY', message: 'the channel has a source already' } },
  'silence, one frame, all fields at their least': {
    type: 'silence', epoch: 0, firstFrame: 0, frames: 1, noise: { level: 0, reflection: [] }, continues: false,
  },
  'silence that continues, with a spectrum': {
    type: 'silence', epoch: 18, firstFrame: 0x012345, frames: 21, continues: true,
    noise: { level: 118, reflection: [12, 180, 127, 133, 120, 127, 130, 125] },
  },
  'silence, all fields at their most': {
    type: 'silence', epoch: 31, firstFrame: 0xffffff, frames: 128, continues: true,
    noise: { level: 255, reflection: new Array(16).fill(254) },
  },
  'audio, two frames of two planes with spatial parameters': {
    type: 'audio', epoch: 18, firstFrame: 0x012345, frames: 2, encodedPlanes: 2, planes: 2, payload: bytes(32),
    spatial: Uint8Array.of(120, 247),
  },
  'audio, the same thinned to its first plane, with spatial parameters': {
    type: 'audio', epoch: 18, firstFrame: 0x012345, frames: 2, encodedPlanes: 2, planes: 1, payload: bytes(16),
    spatial: Uint8Array.of(120, 247),
  },
  'audio, one frame without parameters of its band': {
    type: 'audio', epoch: 0, firstFrame: 0, frames: 1, encodedPlanes: 1, planes: 1, payload: bytes(8, 0xa0),
    spatial: Uint8Array.of(255),
  },
  'hello of a source in stereo': { type: 'hello', body: { ...SOURCE_HELLO, stereo: true } },
  'hello of a listener in stereo': { type: 'hello', body: { role: 'listener', planes: 1, burstMs: 2000, stereo: true } },
};
