import type { Command } from 'commander';
import type { CodecError } from '../../core/errors.js';
import { RELAY_SERVER_DEFAULTS } from '../../node/relay/defaults.js';
import { type RelayServerOptions, startRelayServer } from '../../node/relay/server.js';
import type { RelayPeer } from '../../relay/relay-peer.js';
import { waitForAbort } from '../abort.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note } from '../context.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where the page is. Browsers decode and capture only on https and on the machine itself. */
function pageNote(url: string): string {
  const page = new URL(`${url.replace(/^ws/, 'http')}/`);
  const isOnEveryInterface = page.hostname === '0.0.0.0' || page.hostname === '[::]';
  if (isOnEveryInterface) page.hostname = 'localhost';
  const text = `page at ${page.href} to listen and broadcast`;
  if (LOOPBACK.has(page.hostname) && !isOnEveryInterface) return text;
  return `${text}; browsers on other machines need https in front of it`;
}

/** One line for each connection that is refused, and for each source and listener that joins and leaves. */
function logPeers(context: CliContext): Pick<RelayServerOptions, 'onRefused' | 'onJoined' | 'onLeft'> {
  const from = (address: string | undefined): string => (address === undefined ? '' : ` (${address})`);
  const log = ({ channel, role, address }: RelayPeer, what: string, error: CodecError | null): void =>
    note(context, `${channel}: ${role} ${what}${from(address)}${error ? `: ${error.message}` : ''}`);
  return {
    onRefused: (channel, error, address) => note(context, `${channel}: refused${from(address)}: ${error.message}`),
    onJoined: (peer) => log(peer, 'joined', null),
    onLeft: (peer, error) => log(peer, error ? 'closed' : 'left', error),
  };
}

/** `latentcast serve`: a relay, until SIGINT or SIGTERM. */
export function registerServe(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run a relay: sources and listeners connect to ws://HOST:PORT/CHANNEL')
    .option(
      '--port <port>',
      'port to listen on; 0 lets the system choose',
      integerArg(0, 65_535),
      RELAY_SERVER_DEFAULTS.port,
    )
    .option('--host <host>', 'address to listen on', RELAY_SERVER_DEFAULTS.host)
    .option('--quiet', 'no lines about connections')
    .action(async ({ host, port, quiet }: { host: string; port: number; quiet?: true }) => {
      const server = await startRelayServer({ host, port, ...(!quiet && logPeers(context)) });
      note(context, `relay on ${server.url}/CHANNEL; GET /channels lists the channels`);
      note(context, pageNote(server.url));
      await waitForAbort(context.signal);
      await server.close();
    });
}
