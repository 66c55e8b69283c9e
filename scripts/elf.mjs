/** What the dynamic section of a 64-bit little-endian ELF file states (System V ABI, chapter 5). */

const DT_NEEDED = 1n;
const [SHT_DYNAMIC, SHT_DYNSYM, SHT_VERNEED] = [6, 11, 0x6ffffffe];

/**
 * @param bytes Buffer of the file
 * @returns the libraries that it needs, the versions of their symbols that it names, and the symbols that it expects
 * @throws Error when it is no such file
 */
export function readElf(bytes) {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1)
    throw new Error('not a 64-bit little-endian ELF file');
  const start = Number(bytes.readBigUInt64LE(0x28));
  const [size, count] = [bytes.readUInt16LE(0x3a), bytes.readUInt16LE(0x3c)];
  const sections = Array.from({ length: count }, (_, i) => {
    const at = start + i * size;
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
    };
  });
  const section = (type) => sections.find((each) => each.type === type);
  const text = (strings, offset) => {
    const from = sections[strings].offset + offset;
    return bytes.toString('latin1', from, bytes.indexOf(0, from));
  };
  return {
    libraries: [...neededOf(bytes, section(SHT_DYNAMIC), text)],
    versions: [...versionsOf(bytes, section(SHT_VERNEED), text)],
    undefinedSymbols: [...undefinedOf(bytes, section(SHT_DYNSYM), text)],
  };
}

function* neededOf(bytes, dynamic, text) {
  if (!dynamic) return;
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.size; at += 16)
    if (bytes.readBigInt64LE(at) === DT_NEEDED) yield text(dynamic.link, Number(bytes.readBigUInt64LE(at + 8)));
}

function* undefinedOf(bytes, symbols, text) {
  if (!symbols) return;
  // The first entry is none.
  for (let at = symbols.offset + 24; at + 24 <= symbols.offset + symbols.size; at += 24)
    if (bytes.readUInt16LE(at + 6) === 0) yield text(symbols.link, bytes.readUInt32LE(at));
}

/** Entries of a list whose links count from each entry: per library, then per version. */
function* versionsOf(bytes, needed, text) {
  if (!needed) return;
  for (let at = needed.offset; ; ) {
    for (let version = at + bytes.readUInt32LE(at + 8); ; ) {
      yield text(needed.link, bytes.readUInt32LE(version + 8));
      const next = bytes.readUInt32LE(version + 12);
      if (next === 0) break;
      version += next;
    }
    const next = bytes.readUInt32LE(at + 12);
    if (next === 0) return;
    at += next;
  }
}
