import type { StreamHello } from '../core/wire/hello.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';

/**
 * Whether `--stereo` is followed: not for a sound of one channel, which is said, nor with a model that carries two
 * channels of itself.
 */
export function mayBeStereo(
  context: CliContext,
  name: string,
  source: { readonly channels: number },
  model: LatentModel,
  options: { readonly stereo?: true },
): boolean {
  if (!options.stereo) return false;
  const { format, id } = model.info;
  const isMono = source.channels < 2;
  if (!isMono && format.channels === 1) return true;
  const why = isMono ? `${name}: is mono` : `the model ${id} carries ${format.channels} channels of itself`;
  note(context, `${why}: --stereo has nothing to do`);
  return false;
}

/** A listener's `onHello`: says of a stream in stereo that it is played in mono. */
export const hintStereo =
  (channels: number, say: (text: string) => void) =>
  ({ stereo }: StreamHello, isNewEpoch: boolean): void => {
    if (stereo && isNewEpoch && channels === 1) say('the stream is in stereo: --channels 2 plays it so');
  };
