import { requireInteger, requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { type ParityOptions, requireParity } from './parity-group.js';

/** How a stream is protected against losses. Plain data. */
export interface ProtectionOptions {
  /** Share of messages that is assumed to be lost until a receiver reports, 0..0.9. @default 0.05 */
  readonly lossShare?: number;
  /** Mean length of a burst of lost messages that is assumed until then, 1..100. @default 1 */
  readonly meanBurst?: number;
  /** Repeats of each frame's base plane at most, 0..16; 0 repeats nothing. @default 6 */
  readonly maxDepth?: number;
  /** Time from a frame to its last repeat at most: what the receiver has to wait, 0..60000 ms. @default 1500 */
  readonly maxRepairMs?: number;
  /** Share of packets that may be lost in spite of repeats, 0.0001..0.5: the fewer, the more is repeated. @default 0.005 */
  readonly targetLoss?: number;
  /** Parity over several messages, beside the repeats. @default none */
  readonly parity?: ParityOptions;
  /** Interval in which the stream describes itself, for those who join, 100..600000 ms. @default 2000 */
  readonly briefMs?: number;
}

/** {@link ProtectionOptions} checked, with defaults. */
export interface ProtectionSettings extends Required<Omit<ProtectionOptions, 'parity'>> {
  readonly parity?: Required<ParityOptions>;
}

/** Defaults of {@link ProtectionOptions}. */
export const PROTECTION_DEFAULTS = {
  lossShare: 0.05,
  meanBurst: 1,
  maxDepth: 6,
  maxRepairMs: 1500,
  targetLoss: 0.005,
  briefMs: 2000,
} as const;

const KINDS: OptionKinds<ProtectionOptions> = {
  lossShare: 'any',
  meanBurst: 'any',
  maxDepth: 'any',
  maxRepairMs: 'any',
  targetLoss: 'any',
  parity: 'object',
  briefMs: 'any',
};

/** @throws TypeError, RangeError naming a wrong option, as in `protection.maxDepth` */
export function requireProtection(options: ProtectionOptions = {}): ProtectionSettings {
  requireOptions('protection', options, KINDS);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const all = { ...PROTECTION_DEFAULTS, ...given } as Required<ProtectionOptions>;
  return within('protection', () => ({
    lossShare: requireNumber('lossShare', all.lossShare, 0, 0.9),
    meanBurst: requireNumber('meanBurst', all.meanBurst, 1, 100),
    maxDepth: requireInteger('maxDepth', all.maxDepth, 0, 16),
    maxRepairMs: requireNumber('maxRepairMs', all.maxRepairMs, 0, 60_000),
    targetLoss: requireNumber('targetLoss', all.targetLoss, 0.0001, 0.5),
    briefMs: requireNumber('briefMs', all.briefMs, 100, 600_000),
    ...(options.parity && { parity: requireParity(options.parity) }),
  }));
}
