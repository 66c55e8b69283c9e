import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAccess } from '../../../../../src/node/relay/access/access.js';
import type { AccessOptions } from '../../../../../src/node/relay/access/access-options.js';
import { type DoorOptions, Doors } from '../../../../../src/node/relay/access/doors.js';
import { generateStaticKey, hashStaticKey } from '../../../../../src/node/relay/access/key-hash.js';
import { cli } from '../../../../support/cli.js';

const doc = readFileSync(new URL('../../../../../docs/security.md', import.meta.url), 'utf8');
const commands = [...doc.matchAll(/^ {4}latentcast (.*)$/gm)].map((match) => match[1]!.replace(/\s+#.*$/, ''));

it('docs/security.md has configurations and commands that work', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'security-'));
  try {
    let token = '';
    const words = (command: string): string[] =>
      command
        .split(' ')
        .map((word) => word.replaceAll("'", '').replace('TOKEN', token))
        .map((word, i, all) => (/^k1(\.pub)?$/.test(word) && all[i - 1] !== '--kid' ? join(dir, word) : word));
    expect(commands.length).toBe(4);
    for (const command of commands) {
      const { code, out, err } = await cli(words(command));
      expect([command, code, err.includes('rror')]).toEqual([command, 0, false]);
      if (command.includes('--subject')) token = out.trim();
      if (command.includes('--verify')) expect(out).toContain('signature valid');
    }
    const yaml = [...doc.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) =>
      match[1]!
        .replaceAll('sha256:…', () => hashStaticKey(generateStaticKey()))
        .replace('/var/lib/latentcast', dir)
        .replace("'file:/etc/latentcast/k1.pub'", JSON.stringify(readFileSync(join(dir, 'k1.pub'), 'utf8'))),
    );
    const { access } = parse(yaml[0]!) as { access: AccessOptions };
    await createAccess(access);
    const relay = await createAccess({ ...access, tokens: { keys: access.tokens!.keys } });
    expect((await relay.authorize({ channel: 'studio-1', credentials: token })).permissions).toEqual([
      'publish',
      'listen',
    ]);
    expect(() => new Doors((parse(yaml[1]!) as { listen: DoorOptions }).listen)).not.toThrow();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
