import { type ConfigPath, pathText, type SourceMap } from './positions.js';
import type { FoundProblem } from './problems.js';
import type { RelayConfig } from './types.js';

/** Keys that the schema has and that nothing carries out yet: refused, since an operator relies on what a file states. */
const NOT_AVAILABLE: readonly ConfigPath[] = [];

/** Whether a key is carried out. */
export const isAvailable = (path: ConfigPath): boolean =>
  !NOT_AVAILABLE.some((missing) => missing.every((step, i) => path[i] === step));

/** One problem for every key that a configuration states and nothing carries out. */
export function checkAvailable(config: RelayConfig, sources: SourceMap): FoundProblem[] {
  return NOT_AVAILABLE.filter((path) => {
    const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], config);
    return value !== undefined;
  }).map((path) => {
    const position = sources.nearest(path)?.keyPosition;
    return {
      ...(position && { position }),
      path: pathText(path),
      at: path,
      message: `${pathText(path)} is not available in this version`,
    };
  });
}
