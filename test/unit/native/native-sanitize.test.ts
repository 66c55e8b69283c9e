import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SEED = 20261123;
const CASES = 20_000;
const native = fileURLToPath(new URL('../../../native/', import.meta.url));
const SOURCES = [
  'test/fuzz_kernels.cc',
  'test/fuzz_audio.cc',
  'bitpack.cc',
  'channels.cc',
  'crc32c.cc',
  'crossfade.cc',
  'pcm.cc',
  'polyphase.cc',
  'quantizer.cc',
  'simd.cc',
  'spectrum.cc',
];
const FLAGS = [
  '-std=c++17',
  '-O1',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffp-contract=off',
  '-fsanitize=address,undefined,float-cast-overflow',
  '-fno-sanitize-recover=all',
];

/** Why no sanitized program can be built here, or undefined: a compiler may come without the sanitizers' libraries. */
function missing(): string | undefined {
  const probe = spawnSync('g++', [...FLAGS, '-x', 'c++', '-', '-o', '/dev/null'], { input: 'int main() {}' });
  if (probe.error) return 'no g++';
  return probe.status === 0 ? undefined : 'g++ without sanitizers';
}

const reason = missing();

describe.skipIf(reason)(`native kernels under ASan and UBSan${reason ? ` (skipped: ${reason})` : ''}`, () => {
  it(`equal their definitions and stay inside their buffers in ${CASES} cases of seed ${SEED}`, () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'latentcast-fuzz-'));
    try {
      const program = path.join(dir, 'fuzz_kernels');
      const build = spawnSync('g++', [...FLAGS, '-o', program, ...SOURCES.map((file) => path.join(native, file))], {
        encoding: 'utf8',
      });
      expect(build.stderr).toBe('');
      const run = spawnSync(program, [String(CASES), String(SEED)], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      expect(run.stdout).toBe(`${CASES} cases of every kernel, seed ${SEED}: no error\n`);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
