import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration of the command line, such as 90s, 30m, 12h or 7d, in ms; `never` is Infinity. */
export function durationArg(text: string): number {
  if (text === 'never') return Number.POSITIVE_INFINITY;
  const [, number = '', unit = ''] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  const durationMs = Number(number) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(durationMs >= 1000 && durationMs <= 1e12))
    throw new InvalidArgumentError('It must be a duration such as 90s, 30m, 12h or 7d, or never.');
  return durationMs;
}
