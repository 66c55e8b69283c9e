import { CodecError } from '../../../core/errors.js';
import type { ConfigPath, SourcePosition } from './positions.js';

/** One thing that is wrong in a configuration. */
export interface ConfigProblem {
  /** Where in the file; undefined for what came from the command line, or concerns the file as a whole. */
  readonly position?: SourcePosition;
  /** The key, e.g. `access.keys[0].hash`; '' for the file as a whole. */
  readonly path: string;
  /** Names the key, its value where that is no secret, and what is allowed. */
  readonly message: string;
}

/** A problem while others are still looked for. */
export interface FoundProblem extends ConfigProblem {
  /** Steps to the key that {@link ConfigProblem.path} names. */
  readonly at: ConfigPath;
}

/** A configuration that cannot be used: one line a problem, `FILE:LINE:COLUMN: message`. */
export class ConfigError extends CodecError {
  /** Undefined where only the command line states anything. */
  readonly file: string | undefined;
  readonly problems: readonly ConfigProblem[];

  constructor(file: string | undefined, problems: readonly ConfigProblem[], options?: { cause?: unknown }) {
    super('CONFIG', problems.map((problem) => problemLine(file, problem)).join('\n'), options);
    this.file = file;
    this.problems = problems.map(({ position, path, message }) => ({ ...(position && { position }), path, message }));
  }
}

/** `FILE:LINE:COLUMN: message`, as editors and terminals make a link of. */
export function problemLine(file: string | undefined, { position, message }: ConfigProblem): string {
  if (file === undefined) return message;
  return `${position ? `${file}:${position.line}:${position.column}` : file}: ${message}`;
}

/** The name out of `known` that the user may have meant: at most a third of its letters differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((candidate) => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  const best = distances.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** Letters to insert, remove, replace, or swap with their neighbour, to make one text of the other. */
function editDistance(from: string, to: string): number {
  const rows = Array.from({ length: from.length + 1 }, (_, i) => [i, ...new Array<number>(to.length).fill(0)]);
  for (let j = 1; j <= to.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= from.length; i++)
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = least;
    }
  return rows[from.length]![to.length]!;
}
