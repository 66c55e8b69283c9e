import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireKind, requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';
import { formatSubnet, parseSubnet } from './subnet.js';

/** What a ban names: an address or subnet, the subject or id (`jti`) of a token, or the name of a key. */
export type BanKind = 'address' | 'subject' | 'token' | 'key';

/** Somebody who may neither publish nor listen nor administer, for a time or for ever. Plain JSON. */
export interface Ban {
  /** Names it when it is lifted: kind and value, as in `address:10.0.0.0/8`. */
  readonly id: string;
  readonly kind: BanKind;
  /** An address or subnet in its shortest form; otherwise the text as it was given. */
  readonly value: string;
  /** Told to whoever is banned; '' where none was given. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC; null for ever. */
  readonly expiresAt: string | null;
}

/** A ban to be made. */
export interface BanRequestOptions {
  /** What the ban names. */
  readonly kind: BanKind;
  /** `10.0.0.0/8`, `2001:db8::/64`, a single address; or 1 to 256 characters of a subject, a token's id, a key's name. */
  readonly value: string;
  /** At most 256 characters, told to whoever is banned. @default '' */
  readonly reason?: string;
  /** How long it holds, 1000..10^13 ms. @default for ever */
  readonly expiresInMs?: number;
}

/** Characters of a ban's value and of its reason. */
export const MAX_BAN_TEXT = 256;

const KINDS: OptionKinds<BanRequestOptions> = { kind: 'string', value: 'string', reason: 'string', expiresInMs: 'any' };
/** Every {@link BanKind}. */
export const BAN_KINDS: readonly string[] = ['address', 'subject', 'token', 'key'] satisfies BanKind[];

/** @throws TypeError, RangeError naming the field, its value and what is allowed */
export function createBan(request: BanRequestOptions, nowMs: number): Ban {
  requireOptions('ban', request, KINDS, ['kind', 'value']);
  const { kind, reason = '', expiresInMs } = request;
  if (expiresInMs !== undefined) requireInteger('ban.expiresInMs', expiresInMs, 1000, 1e13);
  const value = banValue('ban', kind, request.value);
  if (reason.length > MAX_BAN_TEXT)
    throw new RangeError(`ban.reason must be at most ${MAX_BAN_TEXT} characters, got ${reason.length}`);
  return {
    id: `${kind}:${value}`,
    kind,
    value,
    reason,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: expiresInMs === undefined ? null : new Date(nowMs + expiresInMs).toISOString(),
  };
}

/**
 * A ban as it stands in a file.
 *
 * @param field names it in errors, as in `bans[3]`
 * @throws TypeError, RangeError naming the field, its value and what is allowed
 */
export function parseBan(field: string, entry: unknown): Ban {
  requireKind(field, entry, 'object');
  const { kind, value, reason = '', createdAt, expiresAt = null } = entry as Readonly<Record<string, unknown>>;
  requireKind(`${field}.kind`, kind, 'string');
  requireKind(`${field}.value`, value, 'string');
  requireKind(`${field}.reason`, reason, 'string');
  const checked = banValue(field, kind as BanKind, value as string);
  return {
    id: `${kind}:${checked}`,
    kind: kind as BanKind,
    value: checked,
    reason: (reason as string).slice(0, MAX_BAN_TEXT),
    createdAt: createdAt === undefined ? new Date(0).toISOString() : isoTime(`${field}.createdAt`, createdAt),
    expiresAt: expiresAt === null ? null : isoTime(`${field}.expiresAt`, expiresAt),
  };
}

function banValue(field: string, kind: BanKind, value: string): string {
  if (!BAN_KINDS.includes(kind))
    throw new RangeError(`${field}.kind must be one of ${BAN_KINDS.join(', ')}, got ${shown(kind)}`);
  if (kind === 'address') return formatSubnet(parseSubnet(`${field}.value`, value));
  if (value.length < 1 || value.length > MAX_BAN_TEXT)
    throw new RangeError(`${field}.value must be 1 to ${MAX_BAN_TEXT} characters, got ${shown(value)}`);
  return value;
}

function isoTime(field: string, value: unknown): string {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(timeMs))
    throw new RangeError(`${field} must be a time such as 2026-01-31T12:00:00Z, got ${shown(value)}`);
  return new Date(timeMs).toISOString();
}
