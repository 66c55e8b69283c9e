import type { FileAudioSource } from '../node/files/block-source.js';
import type { OpenAudioOptions } from '../node/files/open-audio.js';
import { type CliContext, note } from './context.js';
import { EXIT } from './exit.js';

/** How commands open an input argument. @param raw for commands that take raw PCM from standard input */
export const openAudioOptions = (context: CliContext, raw?: NonNullable<OpenAudioOptions['raw']>): OpenAudioOptions => {
  const { env, signal, stdin } = context;
  const onReconnect = (reason: string): void => note(context, `${reason}; connecting to it again`);
  return { env, signal, stdin, onReconnect, ...(raw && { raw }) };
};

/** Tells what is wrong with audio that has been read; where a part of it is missing, the exit code says so, too. */
export function noteFaults(context: CliContext, { warnings, isIncomplete }: FileAudioSource): void {
  for (const warning of warnings) note(context, warning);
  if (isIncomplete) context.exitCode = EXIT.partial;
}
