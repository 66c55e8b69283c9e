import type { OpenAudioOptions } from '../node/files/open-audio.js';
import type { CliContext } from './context.js';

/** How commands open an input argument. @param raw for commands that take raw PCM from standard input */
export const openAudioOptions = (
  { env, signal, stdin }: CliContext,
  raw?: NonNullable<OpenAudioOptions['raw']>,
): OpenAudioOptions => ({ env, signal, stdin, ...(raw && { raw }) });
