import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/core/latent/presets.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const files = (readdirSync(SRC, { recursive: true }) as string[]).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
);
const linesOf = (name: string): string[] => readFileSync(path.join(SRC, name), 'utf8').split('\n');

describe('docblocks', () => {
  it('stand over every exported function and class', () => {
    const bare = files.flatMap((name) =>
      linesOf(name).flatMap((line, i, lines) =>
        /^export (async |abstract )*(function|class)\b/.test(line) && !lines[i - 1]?.trim().endsWith('*/')
          ? [`${name}:${i + 1}`]
          : [],
      ),
    );
    expect(bare).toEqual([]);
  });

  it('state the frames of the presets as they are', () => {
    const readme = readFileSync(path.join(SRC, '../README.md'), 'utf8');
    for (const [name, frames] of Object.entries(PRESETS)) expect(readme).toContain(`| \`${name}\` | ${frames} |`);
  });
});
