import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Which folders of src/ a folder may import, itself included. ARCHITECTURE.md states the same rule. */
const ALLOWED: Record<string, readonly string[]> = {
  core: ['core'],
  ports: ['ports', 'core'],
  codec: ['codec', 'core', 'ports'],
  transports: ['transports', 'core', 'ports'],
  relay: ['relay', 'core', 'ports'],
  stream: ['stream', 'core', 'ports', 'codec', 'transports', 'relay'],
  node: ['node', 'index', 'core', 'ports', 'codec', 'transports', 'relay', 'stream'],
  browser: ['browser', 'index', 'core', 'ports', 'codec', 'transports', 'relay', 'stream'],
  cli: ['cli', 'node', 'index', 'core', 'ports', 'codec', 'transports', 'relay', 'stream'],
  index: ['core', 'ports', 'codec', 'transports', 'relay', 'stream'],
};
const ISOMORPHIC = new Set(['core', 'ports', 'codec', 'transports', 'relay', 'stream', 'index']);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && statSync(path.join(SRC, name)).isFile())
  .sort();

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const match of text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g))
    found.push({ from: file, to: match[2]!, typeOnly: match[1] !== undefined });
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'/g))
    found.push({ from: file, to: match[1]!, typeOnly: false });
  return found;
}

const folderOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : path.basename(file, '.ts'));
const resolved = (edge: Import): string =>
  path.posix.join(path.posix.dirname(edge.from), edge.to).replace(/\.js$/, '.ts');
const edges = files.flatMap(importsOf);
const inner = edges.filter((edge) => edge.to.startsWith('.'));

describe('the dependency rule', () => {
  it('sees the source files and their imports', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(inner.length).toBeGreaterThan(40);
  });

  it('has arrows inward only', () => {
    const wrong = inner.filter((edge) => !ALLOWED[folderOf(edge.from)]?.includes(folderOf(resolved(edge))));
    expect(wrong.map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([]);
  });

  it('imports only files that exist', () => {
    const known = new Set(files);
    expect(inner.filter((edge) => !known.has(resolved(edge))).map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([]);
  });

  it('keeps packages and Node out of the isomorphic folders', () => {
    const wrong = edges.filter((edge) => !edge.to.startsWith('.') && ISOMORPHIC.has(folderOf(edge.from)));
    expect(wrong.map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map<string, string[]>();
    for (const edge of inner.filter((e) => !e.typeOnly))
      graph.set(edge.from, [...(graph.get(edge.from) ?? []), resolved(edge)]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (trail.includes(file) || done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('file size', () => {
  it('stays under 500 lines a file, with a median of at most 150', () => {
    const lines = files
      .map((file) => readFileSync(path.join(SRC, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b);
    expect(files.filter((file) => readFileSync(path.join(SRC, file), 'utf8').split('\n').length > 500)).toEqual([]);
    expect(lines[Math.floor(lines.length / 2)]!).toBeLessThanOrEqual(150);
  });
});
