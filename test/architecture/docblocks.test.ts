import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/core/latent/presets.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .sort();

/** An exported declaration; `export { … }` and `export type { … }` name what is declared elsewhere. */
const EXPORT =
  /^export (?:declare |default |abstract |async )*(?:function\*?|class|interface|type|const enum|enum|const|let) (\w+)/;
const OPTIONS = /^export (?:interface|type) (\w*Options)\b.*\{$/;
const MEMBER = /^ {2}(?:readonly )?(\w+)\??[:(<]/;

/** Whether the lines before `index` end in a docblock; comments to tools may stand between. */
function hasDocblock(lines: readonly string[], index: number): boolean {
  let at = index - 1;
  while (lines[at]?.trim().startsWith('//')) at--;
  return lines[at]?.trim().endsWith('*/') ?? false;
}

/** Names in a source text that have no docblock. */
function bareNames(text: string): string[] {
  const lines = text.split('\n');
  const bare: string[] = [];
  let options: string | null = null;
  lines.forEach((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    // Of a function with several signatures the first one has it.
    const isRepeated = name !== undefined && lines.slice(0, index).some((before) => EXPORT.exec(before)?.[1] === name);
    if (name !== undefined && !isRepeated && !hasDocblock(lines, index)) bare.push(name);
    const opened = OPTIONS.exec(line)?.[1];
    if (opened !== undefined) options = opened;
    else if (line.startsWith('}')) options = null;
    const member = options === null ? undefined : MEMBER.exec(line)?.[1];
    if (member !== undefined && !hasDocblock(lines, index)) bare.push(`${options}.${member}`);
  });
  return bare;
}

describe('docblocks', () => {
  it('are looked for over every kind of export and over members of options', () => {
    const text = [
      'export interface A {',
      '  readonly free: number;',
      '}',
      'export type B = string;',
      'export const c = 1;',
      '/** Documented. */',
      '// biome-ignore lint: for a reason',
      'export enum D {}',
      'export enum E {}',
      'export abstract class F {}',
      'export async function g(): Promise<void> {}',
      "export type { H } from './h.js';",
      '/** Documented. */',
      'export interface IOptions extends A {',
      '  /** Documented. */',
      '  readonly j?: {',
      '    readonly inner: number;',
      '  };',
      '  readonly k: string;',
      '  l?(done: number): void;',
      '}',
      'export type MOptions = A & {',
      '  readonly n: number;',
      '};',
      'export const o = { p: 1 };',
    ].join('\n');
    expect(bareNames(text)).toEqual([
      'A',
      'B',
      'c',
      'E',
      'F',
      'g',
      'IOptions.k',
      'IOptions.l',
      'MOptions',
      'MOptions.n',
      'o',
    ]);
  });

  it('stand over every exported function, class, interface, type, constant and enum, and every member of options', () => {
    const bare = files.flatMap((name) =>
      bareNames(readFileSync(path.join(SRC, name), 'utf8')).map((bareName) => `${name}: ${bareName}`),
    );
    expect(bare).toEqual([]);
  });

  it('state the frames of the presets as they are', () => {
    const readme = readFileSync(path.join(SRC, '../README.md'), 'utf8');
    for (const [name, frames] of Object.entries(PRESETS)) expect(readme).toContain(`| \`${name}\` | ${frames} |`);
  });
});
