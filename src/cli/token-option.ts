import { type Command, Option } from 'commander';
import { CodecError } from '../core/errors.js';
import { isNamedPipe, readWhole } from '../node/files/read-whole.js';
import { isLossyAddress } from '../node/lossy/lossy-address.js';
import { isLoopbackName } from '../node/relay/access/loopback-name.js';
import { requireTokenOrigins } from '../transports/address-to-follow.js';
import { requireBearerToken } from '../transports/bearer-token.js';
import type { TokenSource } from '../transports/token-source.js';
import { type CliContext, note } from './context.js';

/** Flags of the commands that connect to a relay. */
export interface TokenFlags {
  /** The token itself: seen by whoever lists the processes of the machine. */
  readonly token?: string;
  /** A file that holds it. */
  readonly tokenFile?: string;
  /** Relays that may have it beside that of the URL. */
  readonly tokenOrigin?: readonly string[];
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
    .option('--token-file <file>', 'file that holds the token, read again for each connection')
    .option(
      '--token-origin <origin...>',
      'relays that may have the token as well, where this one names another (wss://HOST:PORT; * for any)',
    );
}

/**
 * The token that the flags or the environment state, as an option of the library; a warning where it is sent unencrypted.
 *
 * @param url where it is sent to
 * @throws TypeError where it cannot be a token, CodecError FILE_IO where its file cannot be read
 */
export async function tokenOption(
  context: CliContext,
  url: string,
  { token, tokenFile, tokenOrigin }: TokenFlags,
): Promise<{ readonly token?: TokenSource; readonly tokenOrigins?: readonly string[] }> {
  requireTokenOrigins('--token-origin', tokenOrigin);
  const origins = tokenOrigin && { tokenOrigins: tokenOrigin };
  // Nobody asks for one.
  if (isLossyAddress(url)) return {};
  if (tokenFile !== undefined) {
    const read = (): Promise<string> => readToken(tokenFile, context.signal);
    const isPipe = await isNamedPipe(tokenFile);
    const first = await read();
    warnOfPlainToken(context, url);
    return { token: isPipe ? first : read, ...origins };
  }
  const stated = token ?? context.env[VARIABLE];
  if (stated === undefined || (token === undefined && stated === '')) return {};
  const checked = requireBearerToken(token === undefined ? VARIABLE : '--token', stated);
  warnOfPlainToken(context, url);
  return { token: checked, ...origins };
}

/** Tells the user where a token leaves this machine unencrypted. @param url where it is sent to */
export function warnOfPlainToken(context: CliContext, url: string): void {
  const { protocol, hostname, host } = new URL(url);
  if (/^(wss|https):$/.test(protocol) || isLoopbackName(hostname)) return;
  note(
    context,
    `the token goes to ${host} unencrypted, and anybody on the way can read and use it: wss: or https: protects it`,
  );
}

async function readToken(file: string, signal: AbortSignal): Promise<string> {
  try {
    return requireBearerToken(`the token in ${file}`, (await readWhole(file, signal)).toString().trim());
  } catch (cause) {
    if (cause instanceof CodecError && cause.code === 'ABORTED') throw cause;
    if (cause instanceof TypeError) throw new CodecError('FILE_HEADER', cause.message, { cause });
    throw new CodecError('FILE_IO', `cannot read the token in ${file}: ${(cause as Error).message}`, { cause });
  }
}
