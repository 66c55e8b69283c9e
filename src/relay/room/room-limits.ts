import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import { ROOM_LIMITS } from '../../core/wire/room-message.js';

/** Every limit of a relay's rooms, with its unit in its name. */
export const ROOM_LIMIT_DEFAULTS = {
  maxRooms: 256,
  /** At most 50. */
  maxPeersPerRoom: 50,
  /** Rooms that one address may have made and that last. */
  maxRoomsPerAddress: 8,
  /** A room ends after this. */
  maxRoomMs: 86_400_000,
  /** A room in which nobody is ends after this. */
  emptyRoomMs: 60_000,
  /** Time for which the seat of a peer is kept whose connection was lost. */
  seatReservedMs: 30_000,
  /** Interval of the pings to a peer that sends nothing. */
  roomPingIntervalMs: 10_000,
  /** A peer that has sent nothing for longer than this is taken for lost. */
  roomTimeoutMs: 25_000,
  /** Messages per second of one peer that are passed on; as many of two seconds may come at once. */
  maxRoomMessagesPerSecond: 200,
  /** The same in kbit/s. */
  maxRoomKbps: 256,
  /** Signals and other JSON messages per second of one peer; ten times as many may come at once. */
  maxRoomSignalsPerSecond: 20,
  /** What may wait for one peer, as sound at `maxRoomKbps`, from which it is sent nothing that is passed on. */
  maxRoomWaitingMs: 2_000,
} as const;

/** Value of every limit of rooms, in the unit that its name states. */
export type RoomLimits = { readonly [K in keyof typeof ROOM_LIMIT_DEFAULTS]: number };

const KINDS = Object.fromEntries(
  Object.keys(ROOM_LIMIT_DEFAULTS).map((name) => [name, 'any']),
) as OptionKinds<RoomLimits>;

/**
 * The defaults with some of them replaced.
 * @throws TypeError naming a limit that is unknown or null, RangeError naming one outside its range
 */
export function roomLimits(overrides: Partial<RoomLimits> = {}): RoomLimits {
  requireOptions<Partial<RoomLimits>>('limits', overrides, KINDS);
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) requireInteger(`limits.${name}`, value, 1, 2 ** 31 - 1);
  const limits: RoomLimits = { ...ROOM_LIMIT_DEFAULTS, ...Object.fromEntries(given) };
  requireInteger('limits.maxPeersPerRoom', limits.maxPeersPerRoom, 2, ROOM_LIMITS.peers);
  return limits;
}
