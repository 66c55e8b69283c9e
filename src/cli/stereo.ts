import type { StreamHello } from '../core/wire/hello.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';

/**
 * Whether `--stereo` takes effect: not for a source of one channel, nor with a model that codes two channels itself. The
 * reason is then noted.
 *
 * @param name of the source, for the note
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

/** A listener's `onHello`: notes that a stream in stereo is played in mono. @param channels of the output */
export const hintStereo =
  (channels: number, show: (text: string) => void) =>
  ({ stereo }: StreamHello, isNewEpoch: boolean): void => {
    if (stereo && isNewEpoch && channels === 1) show('the stream is in stereo: --channels 2 plays it so');
  };
