import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Elf {
  readonly libraries: readonly string[];
  readonly versions: readonly string[];
  readonly undefinedSymbols: readonly string[];
}
const script = (name: string): Promise<object> => import(new URL(`../../../scripts/${name}.mjs`, import.meta.url).href);
const { readElf } = (await script('elf')) as { readElf(bytes: Buffer): Elf };
const { muslFault } = (await script('musl-addon')) as { muslFault(elf: Elf): string | undefined };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ADDON = path.join(ROOT, 'build/Release/latentcast.node');
const isBuilt = existsSync(ADDON) && readFileSync(ADDON).readUInt32BE(0) === 0x7f454c46;

describe('an addon for musl', () => {
  it('needs no library but those that Node for musl has, and names no symbol of glibc', () => {
    const addon = { libraries: ['libc.so'], versions: [], undefinedSymbols: ['malloc', 'napi_create_function'] };
    expect(muslFault(addon)).toBeUndefined();
    expect(muslFault({ ...addon, libraries: ['libc.musl-x86_64.so.1', 'libstdc++.so.6'] })).toBeUndefined();
    expect(muslFault({ ...addon, libraries: ['libc.so', 'libpulse.so.0'] })).toBe('needs libpulse.so.0');
    expect(muslFault({ ...addon, versions: ['GLIBC_2.17'] })).toBe('is of glibc: GLIBC_2.17');
    expect(muslFault({ ...addon, undefinedSymbols: ['malloc'] })).toBe('uses no function of Node-API');
  });

  it.skipIf(!isBuilt)('is told from the one that was built for this machine', () => {
    const { libraries, versions, undefinedSymbols } = readElf(readFileSync(ADDON));
    expect(libraries.some((name) => name.startsWith('libc.'))).toBe(true);
    expect(undefinedSymbols).toContain('napi_create_function');
    const isGlibc = versions.some((name) => name.startsWith('GLIBC_'));
    expect(muslFault({ libraries, versions, undefinedSymbols }) === undefined).toBe(!isGlibc);
  });

  it('is read from files of its format alone', () => {
    expect(() => readElf(Buffer.from('MZ'.repeat(40)))).toThrow('not a 64-bit little-endian ELF file');
  });
});
