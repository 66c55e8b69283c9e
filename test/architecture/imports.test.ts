import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * Which layers of src/ a layer may import, besides itself. A layer is a folder of src/, or a folder of src/core, whose
 * own files are the layer `core`. ARCHITECTURE.md states the same rule.
 */
const ALLOWED: Record<string, readonly string[]> = {
  core: [],
  'core/dsp': ['core'],
  'core/latent': ['core', 'core/dsp'],
  'core/wire': ['core', 'core/dsp', 'core/latent'],
  'core/file': ['core', 'core/dsp', 'core/latent'],
  'core/playout': ['core', 'core/dsp', 'core/latent'],
  ports: ['core', 'core/*'],
  codec: ['core', 'core/*', 'ports'],
  transports: ['core', 'core/*', 'ports'],
  relay: ['core', 'core/*', 'ports'],
  stream: ['core', 'core/*', 'ports', 'codec'],
  live: ['core', 'core/*', 'ports', 'stream'],
  plugin: ['core', 'core/*', 'ports', 'codec'],
  session: ['core', 'core/*', 'ports', 'codec', 'transports', 'stream'],
  index: ['core', 'core/*', 'ports', 'codec', 'transports', 'relay', 'stream', 'live', 'plugin', 'session'],
  node: ['index', 'core', 'core/*', 'ports', 'codec', 'transports', 'relay', 'stream', 'live', 'plugin', 'session'],
  browser: ['index', 'core', 'core/*', 'ports', 'codec', 'transports', 'stream', 'session'],
  cli: ['node', 'core', 'core/*', 'ports', 'codec', 'transports', 'relay', 'stream', 'live', 'session'],
};
const SYSTEM_ROOMS = new Set(['node', 'browser', 'cli']);

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && statSync(path.join(SRC, name)).isFile())
  .sort();

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(?:type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g);
  const calls = text.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [...statements, ...calls].map((match) => ({ from: file, to: match[1]! }));
}

function layerOf(file: string): string {
  const [layer, inner, ...rest] = file.split('/');
  if (inner === undefined) return path.basename(file, '.ts');
  return layer === 'core' && rest.length > 0 ? `core/${inner}` : layer!;
}

const resolved = (edge: Import): string =>
  path.posix.join(path.posix.dirname(edge.from), edge.to).replace(/\.js$/, '.ts');
const isAllowed = (from: string, to: string): boolean =>
  from === to || ALLOWED[from]!.some((layer) => layer === to || (layer === 'core/*' && to.startsWith('core/')));
const show = (edge: Import): string => `${edge.from} -> ${edge.to}`;

const edges = files.flatMap(importsOf);
const inner = edges.filter((edge) => edge.to.startsWith('.'));

describe('the dependency rule', () => {
  it('sees the source files and their imports', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(inner.length).toBeGreaterThan(400);
  });

  it('lists every layer', () => {
    expect([...new Set(files.map(layerOf))].filter((layer) => !(layer in ALLOWED))).toEqual([]);
  });

  it('has arrows inward only, those of types included', () => {
    expect(inner.filter((edge) => !isAllowed(layerOf(edge.from), layerOf(resolved(edge)))).map(show)).toEqual([]);
  });

  it('allows no arrow that nobody needs', () => {
    const used = new Set(inner.map((edge) => `${layerOf(edge.from)} -> ${layerOf(resolved(edge))}`));
    const unused = Object.entries(ALLOWED).flatMap(([from, layers]) =>
      layers
        .filter((to) => to !== 'core/*')
        .map((to) => `${from} -> ${to}`)
        .filter((arrow) => !used.has(arrow)),
    );
    expect(unused).toEqual([]);
  });

  it('imports only files that exist', () => {
    const known = new Set(files);
    expect(inner.filter((edge) => !known.has(resolved(edge))).map(show)).toEqual([]);
  });

  it('keeps packages and Node out of the isomorphic layers', () => {
    expect(edges.filter((edge) => !edge.to.startsWith('.') && !SYSTEM_ROOMS.has(layerOf(edge.from))).map(show)).toEqual(
      [],
    );
  });

  it('has no import cycles, those of types included', () => {
    const graph = new Map<string, string[]>();
    for (const edge of inner) graph.set(edge.from, [...(graph.get(edge.from) ?? []), resolved(edge)]);
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
  it('stays at 300 lines a file or below, with a median of at most 120', () => {
    const lines = files.map((file) => ({ file, n: readFileSync(path.join(SRC, file), 'utf8').split('\n').length }));
    expect(lines.filter(({ n }) => n > 301)).toEqual([]);
    expect(lines.map(({ n }) => n).sort((a, b) => a - b)[Math.floor(lines.length / 2)]!).toBeLessThanOrEqual(120);
  });
});
