import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const quoted = [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!))];
const rooms = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe('ARCHITECTURE.md', () => {
  it('names only tests that exist', () => {
    const tests = quoted.filter((name) => /^test\/\S+\.ts$/.test(name));
    expect(tests.length).toBeGreaterThan(20);
    expect(tests.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('names only source files and folders that exist', () => {
    const inRooms = new RegExp(`^(?:src/)?(?:${rooms.map(({ name }) => name).join('|')})/[\\w./-]*$`);
    const sources = quoted.filter((name) => inRooms.test(name)).map((name) => name.replace(/^src\//, ''));
    expect(sources.length).toBeGreaterThan(30);
    const isThere = (name: string): boolean =>
      [name, `${name}.ts`].some((candidate) => existsSync(path.join(ROOT, 'src', candidate)));
    expect(sources.filter((name) => !isThere(name))).toEqual([]);
  });

  it('has a row for every folder of src', () => {
    const inner = readdirSync(path.join(ROOT, 'src/core'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const names = [...rooms.map(({ name }) => `src/${name}`), ...inner.map(({ name }) => `src/core/${name}`)];
    expect(names.filter((name) => !text.includes(`| \`${name}\` |`) && !text.includes(`\`${name}\`, `))).toEqual([]);
  });
});
