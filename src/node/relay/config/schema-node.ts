/** A schema of one value: the part of JSON Schema (draft 7) that the configuration uses, with four words of its own. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly examples?: readonly unknown[];
  /** JSON Schema's word for what may be set and is never shown. */
  readonly writeOnly?: boolean;
  /** What the value may be, in words, where the other fields do not state it well. */
  readonly 'x-allowed'?: string;
  /** The text is the path of a file; a relative one starts at the folder of the configuration. */
  readonly 'x-path'?: boolean;
  /** The text is an address, which may hold a secret: it is shown as `shownUrl` writes it. */
  readonly 'x-url'?: boolean;
  /** Changes need a restart. */
  readonly 'x-restart'?: boolean;
}

/** The words that are not JSON Schema's own. */
export const OWN_KEYWORDS = ['x-allowed', 'x-path', 'x-url', 'x-restart'] as const;

/** What a value of this schema may be, with its article. */
export function allowedBy(schema: SchemaNode): string {
  if (schema['x-allowed'] !== undefined) return schema['x-allowed'];
  if (schema.enum) return schema.enum.length === 1 ? `${schema.enum[0]}` : `one of ${schema.enum.join(', ')}`;
  const { minimum, maximum } = schema;
  const range =
    minimum === undefined ? '' : maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
  switch (schema.type) {
    case 'integer':
      return `an integer${range}`;
    case 'number':
      return `a number${range}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.minItems === 1 ? 'a list that is not empty' : 'a list';
    case 'object':
      return `a section with ${Object.keys(schema.properties ?? {}).join(', ')}`;
    default:
      return schema.maxLength === undefined
        ? 'a text'
        : `a text of ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
  }
}

/** The schema of an entry of a section or list; undefined where there is none. */
export function childSchema(schema: SchemaNode | undefined, key: string | number): SchemaNode | undefined {
  if (!schema) return undefined;
  if (typeof key === 'string')
    return schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (!Array.isArray(schema.items)) return schema.items as SchemaNode | undefined;
  return (schema.items as readonly SchemaNode[])[key];
}

/** The schema of the value at a path; undefined where there is none. */
export const schemaAt = (schema: SchemaNode, path: readonly (string | number)[]): SchemaNode | undefined =>
  path.reduce<SchemaNode | undefined>((at, step) => childSchema(at, step), schema);

/** Whether the value, or anything in it, must never be shown. */
export const holdsSecret = (schema: SchemaNode | undefined): boolean => holds(schema, 'writeOnly');

/** Whether the value, or anything in it, is an address. */
export const holdsUrl = (schema: SchemaNode | undefined): boolean => holds(schema, 'x-url');

function holds(schema: SchemaNode | undefined, word: 'writeOnly' | 'x-url'): boolean {
  if (schema === undefined) return false;
  const inside = [...Object.values(schema.properties ?? {}), ...[schema.items ?? []].flat()] as SchemaNode[];
  return schema[word] === true || inside.some((child) => holds(child, word));
}
