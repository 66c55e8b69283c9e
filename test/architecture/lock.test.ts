import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Entry {
  version?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const packages: Record<string, Entry> = read('package-lock.json').packages;

describe('package-lock.json', () => {
  it('holds every optional package of every platform, or npm ci refuses it (scripts/complete-lock.mjs)', () => {
    const missing = Object.entries(packages).flatMap(([parent, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !packages[`node_modules/${name}`] && !packages[`${parent}/node_modules/${name}`])
        .map((name) => `${name} of ${parent}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.values(packages).filter((entry) => entry.resolved?.startsWith('http'))).toEqual([]);
  });

  it('states what package.json asks for', () => {
    const { dependencies, devDependencies, optionalDependencies } = read('package.json');
    const root = packages[''] as Record<string, unknown>;
    // npm writes optional packages into both lists of some locks.
    const optional = Object.keys(optionalDependencies ?? {});
    const required = Object.entries(root.dependencies as object).filter(([name]) => !optional.includes(name));
    expect(Object.fromEntries(required)).toEqual(dependencies);
    expect(root.devDependencies).toEqual(devDependencies);
    expect(root.optionalDependencies).toEqual(optionalDependencies);
  });
});
