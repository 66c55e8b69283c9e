import type { Chance, DecodedBase, HostileFile } from './hostile-file.js';
import { cut, joined, samplesOf, whole } from './hostile-file.js';

/** Where a format's header states how many bytes of samples follow, and how many of them are no samples. */
const SIZES: Readonly<Record<string, { readonly mark: string; readonly at: number; readonly extra: number }>> = {
  wav: { mark: 'data', at: 4, extra: 0 },
  aiff: { mark: 'SSND', at: 4, extra: 8 },
  au: { mark: '.snd', at: 8, extra: 0 },
  caf: { mark: 'data', at: 8, extra: 4 },
  w64: { mark: 'data\xf3', at: 16, extra: 24 },
};
const isLittleEndian = (name: string): boolean => name === 'wav' || name === 'w64';

/** Headers that state fewer bytes of samples than follow: all of these are read. */
export function shortStatements(base: DecodedBase, chance: Chance): HostileFile[] {
  const { mark, at, extra } = SIZES[base.name]!;
  const place = base.bytes.indexOf(mark, 0, 'latin1') + at;
  return [1, 3, 400, chance.whole(2, 9000), chance.whole(9000, 60_000)].map((size) => {
    const bytes = Buffer.from(base.bytes);
    if (isLittleEndian(base.name)) bytes.writeUInt32LE(size + extra, place);
    else bytes.writeUInt32BE(size + extra, place);
    return { name: `${base.name}: states ${size} bytes of more`, bytes, ...whole(base) };
  });
}

/** Each file behind each other: read where they are read without another program, told where not. */
export function joinedPairs(bases: Readonly<Record<string, DecodedBase>>): HostileFile[] {
  const files: HostileFile[] = [];
  for (const first of Object.values(bases))
    for (const second of Object.values(bases)) {
      const bytes = Buffer.concat([first.bytes, second.bytes]);
      const isRead = first.name !== 'm4a' && second.name !== 'm4a';
      const total = samplesOf(first);
      files.push({
        name: `${first.name} and ${second.name}`,
        bytes,
        ...(isRead ? joined(first, second) : cut(first, first.name === 'm4a' ? 0 : total, total)),
      });
    }
  for (const base of Object.values(bases)) {
    if (base.name === 'm4a') continue;
    files.push({
      name: `${base.name} and zeros`,
      bytes: Buffer.concat([base.bytes, Buffer.alloc(5000)]),
      ...whole(base),
    });
  }
  return files;
}
