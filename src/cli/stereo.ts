import type { StreamHello } from '../core/wire/hello.js';
import type { LatentModel, ModelInfo } from '../ports/model.js';
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
  if (source.channels >= 2 && model.info.format.channels === 1) return true;
  note(context, ignoredStereo(name, source.channels, model.info));
  return false;
}

/** Why `--stereo` has no effect, as a line for a person. */
export function ignoredStereo(name: string, channels: number, { format, id }: ModelInfo): string {
  const reason = channels < 2 ? `${name} is mono` : `the model ${id} has ${format.channels} channels itself`;
  return `${reason}: --stereo is ignored`;
}

/** A note where a stream is in stereo and played in mono; undefined otherwise. */
export const stereoHint = ({ stereo }: StreamHello, isNewEpoch: boolean, channels: number): string | undefined =>
  stereo && isNewEpoch && channels === 1
    ? 'the stream is stereo and is played in mono: --channels 2 plays it in stereo'
    : undefined;

/** A listener's `onHello` that passes {@link stereoHint} on. */
export const hintStereo =
  (channels: number, tell: (text: string) => void) =>
  (hello: StreamHello, isNewEpoch: boolean): void => {
    const hint = stereoHint(hello, isNewEpoch, channels);
    if (hint) tell(hint);
  };
