import type { StreamHello } from '../core/wire/hello.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';

/**
 * Whether `--stereo` applies: not to mono audio, nor with a model of two channels. A note tells the user why not.
 */
export function mayBeStereo(
  context: CliContext,
  name: string,
  source: { readonly channels: number },
  model: LatentModel,
  options: { readonly stereo?: boolean },
): boolean {
  if (!options.stereo) return false;
  const { format, id } = model.info;
  const isMono = source.channels < 2;
  if (!isMono && format.channels === 1) return true;
  const reason = isMono ? `${name} is mono` : `the model ${id} has ${format.channels} channels itself`;
  note(context, `${reason}: --stereo is ignored`);
  return false;
}

/** A listener's `onHello` that tells the user when a stereo stream is played in mono. */
export const hintStereo =
  (channels: number, tell: (text: string) => void) =>
  ({ stereo }: StreamHello, isNewEpoch: boolean): void => {
    if (stereo && isNewEpoch && channels === 1)
      tell('the stream is stereo and is played in mono: --channels 2 plays it in stereo');
  };
