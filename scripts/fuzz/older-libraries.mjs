/**
 * Makes the prebuilt addon of Jazzer.js load where the C and C++ libraries are older than those it was built with (glibc
 * 2.38, libstdc++ 13): it needs three of their functions, of which two have older names for the same and one does nothing
 * in a library of before.
 */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** `strtol` and `strtoul` of C23 differ from those of before in `0b` numbers alone. */
const C23_PREFIX = '__isoc23_';
/** Does for a program what libraries before do by themselves. */
const NEWER_CALL = '_ZSt21ios_base_library_initv';
const NEWER_VERSIONS = ['GLIBC_2.38', 'GLIBCXX_3.4.31', 'GLIBCXX_3.4.32'];

const DYNSYM = 11;
const VERSYM = 0x6fffffff;
const VERNEED = 0x6ffffffe;
const WEAK_BINDING = 0x20;
const WEAK_VERSION = 2;
const ANY_VERSION = 1;

/** Whether a program could load the addon; to be asked in a process of its own. */
export const isLoadError = (message) => /version `(GLIBC|GLIBCXX)_[\d.]+' not found/.test(message);

/** Changes the addon at `path` in place; the original stays beside it. */
export function forOlderLibraries(path) {
  const original = `${path}.original`;
  if (!existsSync(original)) copyFileSync(path, original);
  const elf = readFileSync(original);
  const number = (at) => Number(elf.readBigUInt64LE(at));
  const sections = Array.from({ length: elf.readUInt16LE(60) }, (_, i) => {
    const at = number(40) + i * elf.readUInt16LE(58);
    return {
      type: elf.readUInt32LE(at + 4),
      offset: number(at + 24),
      size: number(at + 32),
      link: elf.readUInt32LE(at + 40),
    };
  });
  const of = (type) => sections.find((section) => section.type === type);
  const symbols = of(DYNSYM);
  const strings = sections[symbols.link].offset;
  const text = (at) => elf.toString('latin1', strings + at, elf.indexOf(0, strings + at));
  for (let i = 0; i * 24 < symbols.size; i++) {
    const at = symbols.offset + 24 * i;
    const name = text(elf.readUInt32LE(at));
    if (name.startsWith(C23_PREFIX)) elf.writeUInt32LE(elf.readUInt32LE(at) + C23_PREFIX.length, at);
    else if (name === NEWER_CALL) elf[at + 4] = WEAK_BINDING | (elf[at + 4] & 15);
    else continue;
    elf.writeUInt16LE(ANY_VERSION, of(VERSYM).offset + 2 * i);
  }
  for (let at = of(VERNEED).offset, next = -1; next !== 0; at += next) {
    for (let i = elf.readUInt16LE(at + 2), entry = at + elf.readUInt32LE(at + 8); i > 0; i--) {
      if (NEWER_VERSIONS.includes(text(elf.readUInt32LE(entry + 8))))
        elf.writeUInt16LE(elf.readUInt16LE(entry + 4) | WEAK_VERSION, entry + 4);
      entry += elf.readUInt32LE(entry + 12);
    }
    next = elf.readUInt32LE(at + 12);
  }
  writeFileSync(`${path}.new`, elf);
  renameSync(`${path}.new`, path);
}
