import type { Chance, DecodedBase, HostileFile } from './hostile-file.js';
import { cut, samplesOf, whole } from './hostile-file.js';

/** Variants of what FFmpeg reads: whatever a header states, there is audio as far as there are bytes, or a coded error. */
export function containerVariants(base: DecodedBase, chance: Chance): HostileFile[] {
  const { bytes } = base;
  const files: HostileFile[] = [{ name: `${base.name}: as it is`, bytes, ...whole(base) }];
  const total = samplesOf(base);
  const any = { base, samples: [0, total * 4] as const, spans: [], mayBeRefused: true, isLengthUnclear: true };
  for (const part of [0.2, 0.5, 0.8, 0.97]) {
    const at = Math.floor(bytes.length * part);
    files.push({
      name: `${base.name}: cut at ${at}`,
      bytes: bytes.subarray(0, at),
      ...cut(base, 0, total),
      isIncomplete: STATE_NOTHING.has(base.name) ? undefined : true,
      mayBeRefused: true,
    });
  }
  for (let at = 0; at < Math.min(bytes.length, 200); at += chance.whole(2, 9)) {
    const changed = Buffer.from(bytes);
    changed.writeUInt32BE(chance.pick([0, 1, 0x7fffffff, 0xffffffff]), Math.min(at, bytes.length - 4));
    files.push({ name: `${base.name}: another number at ${at}`, bytes: changed, ...any });
  }
  return files;
}

/** Formats that state no length, or of which FFmpeg does not tell it. */
const STATE_NOTHING: ReadonlySet<string> = new Set(['mp2', 'w64', 'caf', 'aac']);
