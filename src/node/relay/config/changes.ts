import { isDeepStrictEqual } from 'node:util';
import type { ConfigPath } from './positions.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { childSchema, type SchemaNode } from './schema-node.js';
import type { RelayConfig } from './types.js';

/** How two configurations differ. */
export interface ConfigChanges {
  /** Keys that a running relay takes over. */
  readonly applied: readonly ConfigPath[];
  /** Keys that hold only after a restart. */
  readonly needRestart: readonly ConfigPath[];
}

/** The keys in which `next` differs from `running`; a section that only one of them has is one key. */
export function configChanges(running: RelayConfig, next: RelayConfig): ConfigChanges {
  const applied: ConfigPath[] = [];
  const needRestart: ConfigPath[] = [];
  const compare = (a: unknown, b: unknown, path: ConfigPath, schema: SchemaNode | undefined): void => {
    if (isDeepStrictEqual(a ?? schema?.default, b ?? schema?.default)) return;
    const isSection = schema?.type === 'object';
    const hasBoth = (a !== undefined && b !== undefined) || schema?.default !== undefined;
    if (!isSection || !hasBoth) {
      (schema?.['x-restart'] ? needRestart : applied).push(path);
      return;
    }
    const [left, right] = [(a ?? {}) as Record<string, unknown>, (b ?? {}) as Record<string, unknown>];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
      compare(left[key], right[key], [...path, key], childSchema(schema, key));
  };
  compare(running, next, [], { ...RELAY_CONFIG_SCHEMA, default: {} });
  return { applied, needRestart };
}

/** `next`, with what needs a restart as it is in `running`: what a relay does after a reload. */
export function afterReload(running: RelayConfig, next: RelayConfig, { needRestart }: ConfigChanges): RelayConfig {
  const result = structuredClone(next) as Record<string, unknown>;
  for (const path of needRestart) {
    const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], running);
    let at = result;
    for (const step of path.slice(0, -1)) {
      at[step] ??= {};
      at = at[step] as Record<string, unknown>;
    }
    const name = path.at(-1)!;
    if (value === undefined) delete at[name];
    else at[name] = value;
  }
  return result as RelayConfig;
}
