import type { RelayLimits } from '../../../relay/limits.js';

/** Options of one worker, of those of all: connections come to each in turn, and each lets in its share of them. */
export function optionsOfEach(
  options: Readonly<Record<string, unknown>>,
  workers: number,
): Readonly<Record<string, unknown>> {
  const limits = options.limits as Partial<RelayLimits> | undefined;
  if (limits?.maxJoinsPerSecond === undefined) return options;
  const maxJoinsPerSecond = Math.ceil(limits.maxJoinsPerSecond / workers);
  return { ...options, limits: { ...limits, maxJoinsPerSecond } };
}
