/** A process of the soak: decodes a channel as a library user does, and answers each question with its figures. */
import { listenTo, loadModel } from '../../dist/node/index.js';

const [url, id] = process.argv.slice(2);
const model = await loadModel(id);
const { hopSamples, sampleRateHz, channels } = model.info.format;
const frameMs = (1000 * hopSamples) / sampleRateHz;
let samples = 0;
let firstMs = null;
let nextFrame = null;
let missing = 0;
let again = 0;
let downs = 0;
const listener = listenTo(url, {
  model,
  write: (pcm) => {
    firstMs ??= performance.now();
    samples += pcm.length / channels;
  },
  handlers: {
    onHello: (_, isNewEpoch) => {
      if (isNewEpoch) nextFrame = null;
    },
    onBlock: ({ firstFrame, frames }) => {
      if (nextFrame !== null && firstFrame > nextFrame) missing += firstFrame - nextFrame;
      if (nextFrame !== null && firstFrame < nextFrame) again += Math.min(frames, nextFrame - firstFrame);
      nextFrame = Math.max(nextFrame ?? 0, firstFrame + frames);
    },
    onDown: () => downs++,
  },
});
await listener.start();

process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const { player, stream } = listener.stats();
  process.send({
    streamMs: nextFrame === null ? 0 : nextFrame * frameMs,
    samples,
    elapsedMs: firstMs === null ? 0 : performance.now() - firstMs,
    missing,
    again,
    downs,
    lost: player.jitter.lost,
    late: player.jitter.late,
    reconnects: stream.reconnects,
    heapBytes: heapUsed,
    externalBytes: external + arrayBuffers,
    resources: process.getActiveResourcesInfo().length,
  });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
