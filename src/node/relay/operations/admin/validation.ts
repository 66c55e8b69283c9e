import type { ErrorObject, ValidateFunction } from 'ajv';
import { shown } from '../../../../core/shown.js';
import { loadOptional } from '../../../optional-package.js';
import { HttpError } from '../../http-error.js';
import { type JsonSchema, SCHEMAS, type SchemaName } from './schemas.js';

/** A query whose values have their types. */
type Query = Readonly<Record<string, unknown>>;

/** Checks requests against the API's schemas. */
export interface RequestValidator {
  /** @throws HttpError 400 naming the field that is wrong, its value and what is allowed */
  body<T>(name: SchemaName, value: unknown): T;
  /** A check of queries: texts that are numbers become numbers. What it returns throws as `body`. */
  query(properties: Readonly<Record<string, JsonSchema>>): (values: Readonly<Record<string, string>>) => Query;
}

/** @throws CodecError NOT_INSTALLED where the package `ajv` is missing */
export async function createRequestValidator(): Promise<RequestValidator> {
  const { Ajv2020 } = await loadOptional('ajv', 'administration', () => import('ajv/dist/2020.js'));
  const options = { verbose: true, strict: true, strictTypes: false, strictRequired: false } as const;
  const ajv = new Ajv2020(options);
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'api', components: { schemas: SCHEMAS } });
  const queries = new Ajv2020({ ...options, coerceTypes: true, useDefaults: true });
  const check = (validate: ValidateFunction, value: unknown): void => {
    if (!validate(value)) throw problemOf(validate.errors![0]!);
  };
  return {
    body<T>(name: SchemaName, value: unknown): T {
      check(ajv.getSchema(`api#/components/schemas/${name}`)!, value);
      return value as T;
    },
    query(properties) {
      const validate = queries.compile({ type: 'object', properties, additionalProperties: false });
      return (values) => {
        const copy = { ...values };
        check(validate, copy);
        return copy;
      };
    },
  };
}

function problemOf({ instancePath, keyword, params, parentSchema, data, message }: ErrorObject): HttpError {
  const at = instancePath.slice(1).replaceAll('/', '.');
  const under = (name: string): string => (at ? `${at}.${name}` : name);
  const schema = parentSchema as { readonly properties?: Readonly<Record<string, JsonSchema>> } & JsonSchema;
  if (keyword === 'additionalProperties') {
    const name = under((params as { additionalProperty: string }).additionalProperty).slice(0, 80);
    const allowed = Object.keys(schema.properties ?? {}).join(', ') || 'nothing';
    return new HttpError(400, { error: `${name} is not known; known are ${allowed}`, field: name, allowed });
  }
  if (keyword === 'required') {
    const missing = (params as { missingProperty: string }).missingProperty;
    const allowed = allowedBy(schema.properties?.[missing] ?? {});
    const name = under(missing);
    return new HttpError(400, { error: `${name} is missing; it must be ${allowed}`, field: name, allowed });
  }
  const field = at || 'the body';
  const allowed = allowedBy(schema) || (message ?? 'valid');
  const value = typeof data === 'object' ? shown(data) : typeof data === 'string' ? data.slice(0, 80) : data;
  return new HttpError(400, { error: `${field} must be ${allowed}, got ${shown(data)}`, field, value, allowed });
}

/** What a schema allows, in words. */
function allowedBy(schema: JsonSchema): string {
  const { type, minimum, maximum, minLength, maxLength, description, pattern } = schema;
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`;
  if (pattern !== undefined) return String(description);
  if (type === 'boolean') return 'true or false';
  if (type === 'object') return 'an object';
  if (type === 'string') return `a text of ${minLength ?? 0} to ${maxLength} characters`;
  const kind = type === 'integer' ? 'an integer' : 'a number';
  if (minimum === undefined) return kind;
  return maximum === undefined ? `${kind} from ${minimum}` : `${kind} from ${minimum} to ${maximum}`;
}
