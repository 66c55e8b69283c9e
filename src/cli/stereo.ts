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
  const isMono = source.channels < 2;
  if (isMono) note(context, `${name}: is mono: --stereo has nothing to do`);
  const { format, id } = model.info;
  if (!isMono && format.channels > 1)
    note(context, `the model ${id} carries ${format.channels} channels of itself: --stereo has nothing to do`);
  return !isMono && format.channels === 1;
}

/** Of a stream in stereo that is played in mono. */
export const STEREO_HINT = 'the stream is in stereo: --channels 2 plays it so';
