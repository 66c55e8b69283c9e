import type { ErrorObject, ValidateFunction } from 'ajv';
import { loadOptional } from '../../optional-package.js';
import { type ConfigPath, pathText, type SourceMap } from './positions.js';
import { type FoundProblem, nearest } from './problems.js';
import { allowedBy, childSchema, holdsSecret, OWN_KEYWORDS, type SchemaNode, schemaAt } from './schema-node.js';

const compiled = new WeakMap<SchemaNode, ValidateFunction>();

/**
 * Everything in which a value differs from the schema.
 *
 * @param sources where the file states what
 * @throws CodecError NOT_INSTALLED where the package `ajv` is missing
 */
export async function validateConfig(value: unknown, schema: SchemaNode, sources: SourceMap): Promise<FoundProblem[]> {
  const validate = compiled.get(schema) ?? (await compile(schema));
  if (validate(value)) return [];
  const problems = new Map<string, FoundProblem>();
  for (const error of validate.errors ?? []) {
    const problem = problemOf(error, value, schema, sources);
    if (problem && !problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return [...problems.values()];
}

async function compile(schema: SchemaNode): Promise<ValidateFunction> {
  const { Ajv } = await loadOptional('ajv', 'a configuration file', () => import('ajv'));
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, verbose: true });
  ajv.addVocabulary([...OWN_KEYWORDS]);
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** Null for what another error of ajv states better. */
function problemOf(error: ErrorObject, root: unknown, schema: SchemaNode, sources: SourceMap): FoundProblem | null {
  const path = pathOf(error.instancePath, root);
  if (/\/anyOf\//.test(error.schemaPath)) return null;
  if (error.keyword === 'additionalProperties') return unknownKey(path, error, sources);
  if (error.keyword === 'required') return missingKey(path, error, schema, sources);
  const at = schemaAt(schema, path);
  const entry = sources.nearest(path);
  // What a section of secrets holds is one, too.
  const got = shownValue(error.data, holdsSecret(at), entry?.source);
  const allowed = at ? allowedBy(at) : `valid: ${error.message}`;
  const name = pathText(path);
  if (error.keyword === 'uniqueItems') return doubledItem(path, error, sources);
  return {
    ...(entry && { position: entry.valuePosition }),
    path: name,
    at: path,
    message: `${name || 'the configuration'} must be ${allowed}, got ${got}`,
  };
}

function unknownKey(path: ConfigPath, error: ErrorObject, sources: SourceMap): FoundProblem {
  const key = String((error.params as { additionalProperty: string }).additionalProperty);
  const known = Object.keys((error.parentSchema as SchemaNode).properties ?? {});
  const meant = nearest(key, known);
  const name = pathText([...path, key]);
  const entry = sources.get([...path, key]) ?? sources.nearest(path);
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  return {
    ...(entry && { position: entry.keyPosition }),
    path: name,
    at: [...path, key],
    message: `${name} is no known key; ${hint}`,
  };
}

function doubledItem(list: ConfigPath, error: ErrorObject, sources: SourceMap): FoundProblem {
  const { i, j } = error.params as { i: number; j: number };
  const at = [...list, Math.max(i, j)];
  const entry = sources.nearest(at);
  return {
    ...(entry && { position: entry.valuePosition }),
    path: pathText(at),
    at,
    message: `${pathText(at)} must differ from ${pathText([...list, Math.min(i, j)])}`,
  };
}

function missingKey(path: ConfigPath, error: ErrorObject, schema: SchemaNode, sources: SourceMap): FoundProblem {
  const key = String((error.params as { missingProperty: string }).missingProperty);
  const name = pathText([...path, key]);
  const child = childSchema(schemaAt(schema, path), key);
  const entry = sources.nearest(path);
  return {
    ...(entry && { position: entry.keyPosition }),
    path: name,
    at: [...path, key],
    message: `${name} is missing${child ? `: ${allowedBy(child)}` : ''}`,
  };
}

/** A value in an error: as the file writes it, and only its kind where it may hold a secret. */
function shownValue(data: unknown, isSecret: boolean, source: string | undefined): string {
  if (data === null) return 'nothing';
  if (Array.isArray(data)) return data.length === 0 ? 'an empty list' : 'a list';
  if (typeof data === 'object') return 'a section';
  if (isSecret) return typeof data === 'string' ? 'a text that is not shown' : `a ${typeof data}`;
  return source ?? JSON.stringify(data);
}

/** The steps of a JSON pointer; numbers where the value is a list. */
function pathOf(pointer: string, root: unknown): ConfigPath {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as Record<string | number, unknown> | null)?.[key];
      return key;
    });
}
