import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../../core/options.js';
import { type RoomLimits, roomLimits } from '../../../relay/room/room-limits.js';

/** What a relay does for listening sessions: it passes on what their peers send each other, which it cannot read. */
export interface RelaySessionsOptions {
  /** Whether sessions may use this relay, with one worker; otherwise they are refused. @default true */
  readonly enabled?: boolean;
  /** UDP port on which peers learn their own address (STUN); 0 lets the system choose. @default none is opened */
  readonly stunPort?: number;
  /** Replaces single limits. @default ROOM_LIMIT_DEFAULTS */
  readonly limits?: Partial<RoomLimits>;
}

const KINDS: OptionKinds<RelaySessionsOptions> = { enabled: 'boolean', stunPort: 'any', limits: 'object' };

/** @throws TypeError, RangeError naming a wrong option behind `sessions.` */
export function requireRelaySessions(options: RelaySessionsOptions = {}): RelaySessionsOptions {
  requireOptions('sessions', options, KINDS);
  if (options.stunPort !== undefined) requireInteger('sessions.stunPort', options.stunPort, 0, 65_535);
  within('sessions', () => roomLimits(options.limits));
  return options;
}
