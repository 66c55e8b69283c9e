import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_EXAMPLE } from '../../../../../src/node/relay/config/example.js';
import { RELAY_CONFIG_SCHEMA } from '../../../../../src/node/relay/config/schema.js';
import { OWN_KEYWORDS, type SchemaNode } from '../../../../../src/node/relay/config/schema-node.js';
import { RELAY_LIMIT_DEFAULTS } from '../../../../../src/relay/limits.js';

function* nodes(schema: SchemaNode, path = ''): Generator<[string, SchemaNode]> {
  yield [path, schema];
  for (const [key, child] of Object.entries(schema.properties ?? {})) yield* nodes(child, `${path}.${key}`);
  if (schema.items && !Array.isArray(schema.items)) yield* nodes(schema.items as SchemaNode, `${path}[]`);
}

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
ajv.addVocabulary([...OWN_KEYWORDS]);

describe('the schema of the configuration', () => {
  it('describes every key, and refuses unknown ones everywhere', () => {
    const all = [...nodes(RELAY_CONFIG_SCHEMA)];
    expect(all.length).toBeGreaterThan(60);
    const texts = all.filter(([path, node]) => !path.endsWith('[]') && !node.description);
    expect(texts.map(([path]) => path)).toEqual([]);
    expect(all.filter(([, node]) => node.properties && node.additionalProperties !== false)).toEqual([]);
  });

  it('has defaults that it allows', () => {
    for (const [path, node] of nodes(RELAY_CONFIG_SCHEMA))
      if (node.default !== undefined) expect([path, ajv.validate(node, node.default)]).toEqual([path, true]);
  });

  it('has every limit of the relay with its default', () => {
    const limits = RELAY_CONFIG_SCHEMA.properties!.limits!.properties!;
    expect(Object.entries(limits).map(([name, node]) => [name, node.default])).toEqual(
      Object.entries(RELAY_LIMIT_DEFAULTS),
    );
  });
});

describe('the example that serve --init writes', () => {
  it('is valid, and has the defaults', () => {
    const stated = parse(CONFIG_EXAMPLE) as Record<string, Record<string, unknown>>;
    expect(ajv.validate(RELAY_CONFIG_SCHEMA, stated)).toBe(true);
    for (const [section, values] of Object.entries(stated))
      for (const [key, value] of Object.entries(values))
        expect([section, key, value]).toEqual([
          section,
          key,
          RELAY_CONFIG_SCHEMA.properties![section]!.properties![key]!.default,
        ]);
  });

  it('is valid with all of its settings switched on, and has every section and every key but limits', () => {
    const text = CONFIG_EXAMPLE.replace(/^( *)#(?=[A-Za-z-])/gm, '$1').replace(/^yaml-language-server.*/m, '');
    const stated = parse(text) as object;
    expect([ajv.validate(RELAY_CONFIG_SCHEMA, stated), ajv.errors]).toEqual([true, null]);
    const has = (path: string): boolean =>
      path
        .split('.')
        .slice(1)
        .reduce<unknown[]>(
          (values, step) => {
            const name = step.replace('[]', '');
            const found = values.flatMap((value) => (value as Record<string, unknown> | undefined)?.[name] ?? []);
            return found.flat();
          },
          [stated],
        ).length > 0;
    const keys = [...nodes(RELAY_CONFIG_SCHEMA)]
      .map(([path]) => path)
      .filter((path) => path !== '' && !/^(\.sessions)?\.limits\./.test(path));
    const lacking = keys.filter((path) => !path.endsWith('[]') && !has(path));
    // Its value in the example is an empty list.
    expect(lacking).toEqual(['.access.anonymous.publish']);
  });
});
