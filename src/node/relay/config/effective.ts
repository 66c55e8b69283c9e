import { shownUrl } from '../../../core/shown-url.js';
import { loadOptional } from '../../optional-package.js';
import { isAvailable } from './available.js';
import type { LoadedConfig } from './loaded-config.js';
import { type ConfigPath, pathText } from './positions.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { childSchema, type SchemaNode } from './schema-node.js';

/** Stands for a value that must not be shown. */
const HIDDEN = '(hidden)';

/** The whole configuration as YAML, its defaults included; of secrets, and of what comes from elsewhere, no value; addresses without what may be a secret in them. */
export async function effectiveYaml({ config, sources }: LoadedConfig): Promise<string> {
  const yaml = await loadOptional('yaml', 'a configuration file', () => import('yaml'));
  const show = (value: unknown, schema: SchemaNode | undefined, path: ConfigPath): unknown => {
    if (schema?.writeOnly) return HIDDEN;
    const entry = sources.get(path);
    if (entry?.isReference && !schema?.['x-path']) return unquoted(entry.source!);
    if (schema?.['x-url'] && typeof value === 'string') return shownUrl(value);
    if (Array.isArray(value)) return value.map((item, i) => show(item, childSchema(schema, i), [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    const stated = value as Record<string, unknown>;
    const names = [...Object.keys(schema?.properties ?? {}), ...Object.keys(stated)];
    const shown: Record<string, unknown> = {};
    for (const name of new Set(names)) {
      const child = childSchema(schema, name);
      const item = stated[name] ?? child?.default;
      if (item !== undefined && isAvailable([...path, name])) shown[name] = show(item, child, [...path, name]);
    }
    return shown;
  };

  return yaml.stringify(show(config, RELAY_CONFIG_SCHEMA, []), { lineWidth: 0, flowCollectionPadding: true });
}

/** A text as it stands in the file, without its quotes. */
function unquoted(source: string): string {
  try {
    return String(JSON.parse(source));
  } catch {
    return source;
  }
}

/** Keys in one line: `limits.ringMs, log.level`. */
export const keyList = (paths: readonly ConfigPath[]): string => paths.map(pathText).join(', ');
