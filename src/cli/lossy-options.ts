import { type Command, Option } from 'commander';
import { type LossyOptions, PIPE_ADDRESS, requireLossy } from '../node/lossy/lossy-address.js';
import { integerArg } from './arguments.js';
import { settingArg } from './stream-options.js';

/** Flags of `send` and `listen` without a relay. */
export interface LossyFlags {
  readonly ttl?: number;
  readonly interface?: string;
  readonly maxMessage?: number;
  readonly protect?: NonNullable<LossyOptions['protection']>;
}

/** Attribute names of the flags, as commander has them. */
export const LOSSY_FLAGS = ['ttl', 'interface', 'maxMessage', 'protect'] as const;

const PROTECT_NAMES = [
  'lossShare',
  'meanBurst',
  'maxDepth',
  'maxRepairMs',
  'targetLoss',
  'briefMs',
  'parity.messages',
  'parity.parities',
  'parity.interleave',
];

/** Adds the flags of streams without a relay. */
export function addLossyOptions(command: Command, side: 'send' | 'listen'): void {
  if (side === 'send')
    command.option(
      '--ttl <n>',
      'udp://: routers that a datagram passes at most, plus one (1 to a group)',
      integerArg(1, 255),
    );
  command
    .option('--interface <name|address>', "udp://: network interface (the one of the system's choice)")
    .option(
      '--max-message <bytes>',
      'udp:// and -: longest message; a radio may carry less (1200)',
      integerArg(64, 65_507),
    );
  if (side === 'send')
    command.addOption(
      new Option(
        '--protect <name=number>',
        `udp:// and -: how much is repeated against losses, repeatable: ${PROTECT_NAMES.join(', ')}`,
      ).argParser(settingArg(PROTECT_NAMES)),
    );
}

/** The flags as options of the library. */
export const lossyOptions = (flags: LossyFlags): LossyOptions => {
  const { ttl, interface: nic, maxMessage, protect } = flags;
  const hasDatagram = ttl !== undefined || nic !== undefined || maxMessage !== undefined;
  return {
    ...(hasDatagram && {
      datagram: {
        ...(ttl !== undefined && { ttl }),
        ...(nic !== undefined && { interface: nic }),
        ...(maxMessage !== undefined && { maxMessageBytes: maxMessage }),
      },
    }),
    ...(protect && { protection: protect }),
  };
};

/** Ends the command as wrong usage where the flags are wrong, or do not apply to the address. */
export function checkLossyOptions(command: Command, address: string, flags: LossyFlags): void {
  try {
    requireLossy(address, lossyOptions(flags));
  } catch (error) {
    const of = address === PIPE_ADDRESS ? ' (of a byte pipe)' : '';
    command.error(`error: ${(error as Error).message}${of}`);
  }
}

/** The part that a listener has. */
export const listenerLossyOptions = (flags: LossyFlags): Pick<LossyOptions, 'datagram'> => {
  const { datagram } = lossyOptions(flags);
  return { ...(datagram && { datagram }) };
};
