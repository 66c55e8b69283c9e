import type { OpenAudioOptions } from '../node/files/open-audio.js';
import { type CliContext, note } from './context.js';

/** How commands open an input argument. @param raw for commands that take raw PCM from standard input */
export const openAudioOptions = (context: CliContext, raw?: NonNullable<OpenAudioOptions['raw']>): OpenAudioOptions => {
  const { env, signal, stdin } = context;
  const onReconnect = (reason: string): void => note(context, `${reason}; connecting to it again`);
  return { env, signal, stdin, onReconnect, ...(raw && { raw }) };
};
