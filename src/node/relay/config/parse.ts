import type * as Yaml from 'yaml';
import type { Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { shownUrl } from '../../../core/shown-url.js';
import { loadOptional } from '../../optional-package.js';
import { type ConfigPath, pathText, SourceMap, type SourcePosition } from './positions.js';
import type { FoundProblem } from './problems.js';
import { isReference, type ReferenceContext, resolveReferences } from './references.js';
import { childSchema, holdsUrl, type SchemaNode } from './schema-node.js';

/** A file of this many values is no configuration: aliases can make billions of a few lines. */
const MAX_VALUES = 20_000;
/** An alias inside its own anchor would have no end. */
const MAX_DEPTH = 32;
const TOO_DEEP = `the file has more than ${MAX_DEPTH} levels`;
/** Characters of a value that errors quote. */
const MAX_QUOTED = 60;

/** What a file states, and where. */
export interface ParsedConfig {
  /** Plain data; an empty file is an empty object. */
  readonly value: unknown;
  readonly sources: SourceMap;
  readonly problems: readonly FoundProblem[];
}

/**
 * Reads YAML with the positions of all keys and values, and resolves `${NAME}` and `file:` in its texts.
 *
 * @param schema decides whether `${PORT}` is a number, and which texts are paths
 * @throws CodecError NOT_INSTALLED where the package `yaml` is missing
 */
export async function parseConfig(text: string, schema: SchemaNode, context: ReferenceContext): Promise<ParsedConfig> {
  const yaml = await loadOptional('yaml', 'a configuration file', () => import('yaml'));
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const errors = [...document.errors, ...document.warnings];
  // What the parser has found where it did not come to an end is no help, and may be thousands of lines.
  const tooDeep = errors.find(({ message }) => isTooDeep(message));
  const problems: FoundProblem[] = (tooDeep ? [tooDeep] : errors).map(({ pos, code, message }) => ({
    position: positionAt(lines, pos[0]),
    path: '',
    at: [],
    message: code === 'DUPLICATE_KEY' ? statedTwice(text, pos[0]) : shownProblem(code, message),
  }));
  if (problems.length > 0) return { value: {}, sources: new SourceMap(), problems };
  const walk = new Walk(yaml, document as Document, lines, context);
  const value = walk.read(document.contents as Node | null, schema, []) ?? {};
  return { value, sources: walk.sources, problems: walk.problems };
}

/** The parser works by recursion. */
const isTooDeep = (message: string): boolean => /call stack/i.test(message);

function shownProblem(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file must hold one YAML document';
  if (isTooDeep(message)) return TOO_DEEP;
  return message.replace(/\s+/g, ' ');
}

/** The parser states where the second one begins. */
function statedTwice(text: string, at: number): string {
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:,{}[\]\n]*)/.exec(text.slice(at, at + MAX_QUOTED))?.[0].trim();
  return `the key ${key} stands twice in one section, which may have it once`;
}

const positionAt = (lines: LineCounter, offset: number): SourcePosition => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** One pass over a document: plain data, positions and problems. */
class Walk {
  readonly sources = new SourceMap();
  readonly problems: FoundProblem[] = [];
  readonly #yaml: typeof Yaml;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #context: ReferenceContext;
  #values = 0;

  constructor(yaml: typeof Yaml, document: Document, lines: LineCounter, context: ReferenceContext) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
    this.#context = context;
  }

  /** @param key of the value; undefined at the root and in lists */
  read(node: Node | null, schema: SchemaNode | undefined, path: ConfigPath, key?: Node): unknown {
    if (++this.#values > MAX_VALUES) {
      if (this.#values === MAX_VALUES + 1)
        this.#problem([], key ?? node, `the file has more than ${MAX_VALUES} values`);
      return null;
    }
    if (path.length > MAX_DEPTH) {
      this.#problem([], node, TOO_DEEP);
      return null;
    }
    const start = this.#start(node ?? key);
    const target = this.#yaml.isAlias(node) ? (node.resolve(this.#document) as Node | undefined) : node;
    const isText = this.#yaml.isScalar(target) && typeof target.value === 'string';
    const hasReference = isText && isReference((target as Scalar<string>).value);
    this.sources.set(path, {
      keyPosition: this.#start(key ?? node),
      valuePosition: start,
      source: this.#yaml.isScalar(target) ? quoted(target, holdsUrl(schema)) : undefined,
      isReference: hasReference,
    });
    if (this.#yaml.isMap(target)) return this.#readMap(target as YAMLMap<Node, Node | null>, schema, path);
    if (this.#yaml.isSeq(target))
      return (target as YAMLSeq<Node>).items.map((item, i) => this.read(item, childSchema(schema, i), [...path, i]));
    if (target === undefined)
      this.#problem(path, node, `${pathText(path)} refers to nothing: no anchor of this name stands before it`);
    if (!this.#yaml.isScalar(target)) return null;
    return isText ? this.#readText(target as Scalar<string>, schema, path, key ?? node) : target.value;
  }

  #readMap(map: YAMLMap<Node, Node | null>, schema: SchemaNode | undefined, path: ConfigPath): object {
    const object: Record<string, unknown> = {};
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      if (!this.#yaml.isScalar(key)) {
        this.#problem(path, key, `${pathText(path) || 'the file'} has a key that is no plain word`);
        continue;
      }
      const name = String(key.value);
      const child = childSchema(schema, name);
      const read = this.read(value, child, [...path, name], key);
      // A section whose lines are all commented out is empty.
      const isEmptySection = read === null && (child?.type === 'object' || child?.type === 'array');
      // Not by assignment, which a key `__proto__` would turn into something else.
      if (!isEmptySection)
        Object.defineProperty(object, name, { value: read, enumerable: true, configurable: true, writable: true });
    }
    return object;
  }

  #readText(scalar: Scalar<string>, schema: SchemaNode | undefined, path: ConfigPath, place: Node | null): unknown {
    const text = scalar.value;
    if (!isReference(text)) return text;
    try {
      // A path is a path with or without `file:`; everything else is what the file contains.
      const stated = schema?.['x-path'] ? text.replace(/^file:/, '') : text;
      const resolved = resolveReferences(stated, this.#context);
      const kinds = [schema, ...(schema?.anyOf ?? [])].map((candidate) => candidate?.type);
      if (kinds.some((kind) => kind === 'integer' || kind === 'number') && /^[+-]?\d+(\.\d+)?$/.test(resolved))
        return Number(resolved);
      if (kinds.includes('boolean') && /^(true|false)$/.test(resolved)) return resolved === 'true';
      return resolved;
    } catch (error) {
      this.#problem(path, this.#yaml.isAlias(place) ? place : scalar, `${pathText(path)} ${(error as Error).message}`);
      return text;
    }
  }

  #problem(path: ConfigPath, node: Node | null | undefined, message: string): void {
    this.problems.push({ position: this.#start(node), path: pathText(path), at: path, message });
  }

  #start(node: Node | null | undefined): SourcePosition {
    return positionAt(this.#lines, node?.range?.[0] ?? 0);
  }
}

/** A value as the file writes it, without what may be a secret in an address. */
function quoted({ source, value }: Scalar, isUrl: boolean): string {
  const shownText = (written: string): string => JSON.stringify(isUrl ? shownUrl(written) : written);
  const text =
    value === null ? 'nothing' : typeof value === 'string' ? shownText(source ?? value) : String(source ?? value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
