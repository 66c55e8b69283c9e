import { framesToMs } from '../../core/latent/format.js';
import type { Clock } from '../../ports/clock.js';
import type { LatentModel } from '../../ports/model.js';
import type { WorkerPlayout } from './worker-playout.js';

/**
 * The model, with every decode announced to the playout: it blocks this thread, and the worklet's ring must last for
 * that time.
 *
 * @param onDecode called before every decode, so that other computations in this thread stop
 */
export function announcedModel(
  model: LatentModel,
  playout: Pick<WorkerPlayout, 'beforeDecode' | 'afterDecode'>,
  clock: Pick<Clock, 'nowMs'>,
  onDecode: () => void,
): LatentModel {
  const frameMs = framesToMs(model.info.format, 1);
  return {
    info: model.info,
    createState: (direction) => model.createState(direction),
    encode: (pcm, frames, state) => model.encode(pcm, frames, state),
    async decode(latents, frames, firstFrame, state) {
      onDecode();
      playout.beforeDecode(frames * frameMs);
      const startedMs = clock.nowMs();
      const pcm = await model.decode(latents, frames, firstFrame, state);
      playout.afterDecode(frames * frameMs, clock.nowMs() - startedMs);
      return pcm;
    },
    close: () => model.close(),
  };
}
