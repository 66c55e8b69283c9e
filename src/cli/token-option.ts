import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { CodecError } from '../core/errors.js';
import type { TokenSource } from '../node/ws-connect.js';
import { requireBearerToken } from '../transports/bearer-token.js';
import type { CliContext } from './context.js';

/** Flags of the commands that connect to a relay. */
export interface TokenFlags {
  /** The token itself: seen by whoever lists the processes of the machine. */
  readonly token?: string;
  /** A file that holds it. */
  readonly tokenFile?: string;
}

/** Name of the environment variable that holds a token. */
const VARIABLE = 'LATENTCAST_TOKEN';

/** `--token` and `--token-file`. */
export function addTokenOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--token <token>',
        `token or key that the relay asks for; other users of this machine see it: better ${VARIABLE} or --token-file`,
      ).conflicts('tokenFile'),
    )
    .option('--token-file <file>', 'file that holds the token, read again for each connection');
}

/**
 * The token that the flags or the environment state, as an option of the library.
 *
 * @throws TypeError where it cannot be a token, CodecError FILE_IO where its file cannot be read
 */
export async function tokenOption(
  context: CliContext,
  { token, tokenFile }: TokenFlags,
): Promise<{ readonly token?: TokenSource }> {
  if (tokenFile !== undefined) {
    const read = (): Promise<string> => readToken(tokenFile);
    await read();
    return { token: read };
  }
  const stated = token ?? context.env[VARIABLE];
  if (stated === undefined || (token === undefined && stated === '')) return {};
  return { token: requireBearerToken(token === undefined ? VARIABLE : '--token', stated) };
}

async function readToken(file: string): Promise<string> {
  try {
    return requireBearerToken(`the token in ${file}`, (await readFile(file, 'utf8')).trim());
  } catch (cause) {
    if (cause instanceof TypeError) throw new CodecError('FILE_HEADER', cause.message, { cause });
    throw new CodecError('FILE_IO', `cannot read the token in ${file}: ${(cause as Error).message}`, { cause });
  }
}
