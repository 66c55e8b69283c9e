import { relayLimits } from '../../../relay/limits.js';
import { pathText, type SourceMap } from './positions.js';
import type { ConfigProblem } from './problems.js';
import type { RelayConfig } from './types.js';

/** What the schema cannot state: how values depend on each other, and whether what uses them accepts them. */
export async function checkValues(config: RelayConfig, sources: SourceMap): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const check = (path: readonly (string | number)[], use: () => unknown): void => {
    try {
      use();
    } catch (error) {
      problems.push(problemAt(path, (error as Error).message, sources));
    }
  };
  check(['limits'], () => relayLimits(config.limits));
  check(['shutdown', 'retryAfterMs'], () => {
    const [min, max] = config.shutdown?.retryAfterMs ?? [0, 0];
    if (min > max)
      throw new RangeError(`shutdown.retryAfterMs must be the shorter and the longer wait, got [${min}, ${max}]`);
  });
  (config.access?.tokens?.keys ?? []).forEach((key, i) => {
    const isShared = key.algorithm.startsWith('HS');
    const needed = isShared ? 'secret' : 'publicKey';
    const other = isShared ? 'publicKey' : 'secret';
    const path = ['access', 'tokens', 'keys', i];
    const name = (field: string): string => pathText([...path, field]);
    if (key[needed] === undefined)
      problems.push(problemAt(path, `${name(needed)} is missing: ${key.algorithm} needs it`, sources));
    if (key[other] !== undefined)
      problems.push(
        problemAt([...path, other], `${name(other)} must be left out: ${key.algorithm} uses ${needed}`, sources),
      );
  });
  for (const [path, keys] of [
    [['access', 'keys'], (config.access?.keys ?? []).map(({ name }) => name)],
    [['access', 'tokens', 'keys'], (config.access?.tokens?.keys ?? []).map(({ id }) => id)],
  ] as const)
    keys.forEach((name, i) => {
      const first = keys.indexOf(name);
      const field = path[1] === 'keys' ? 'name' : 'id';
      if (first < i)
        problems.push(
          problemAt(
            [...path, i, field],
            `${pathText([...path, i, field])} must differ from that of ${pathText([...path, first])}, got ${JSON.stringify(name)}`,
            sources,
          ),
        );
    });
  return problems;
}

/** A problem that code has found which names the key at the start of its message, where it knows it. */
export function problemAt(path: readonly (string | number)[], message: string, sources: SourceMap): ConfigProblem {
  const named = namedPath(message) ?? path;
  const entry = sources.nearest(named) ?? sources.nearest(path);
  return { ...(entry && { position: entry.valuePosition }), path: pathText(named), message };
}

/** The path that a message starts with, e.g. `access.keys[0].hash must be …`. */
function namedPath(message: string): (string | number)[] | null {
  const text = /^(?:[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*|\[\d+\])+(?= )/.exec(message)?.[0];
  if (text === undefined) return null;
  return [...text.matchAll(/([A-Za-z_]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}
