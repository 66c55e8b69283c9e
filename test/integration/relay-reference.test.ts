import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/node/relay/config/load.js';
import { referenceRows } from '../../src/node/relay/config/reference.js';
import { RELAY_CONFIG_SCHEMA, SCHEMA_URL } from '../../src/node/relay/config/schema.js';

const doc = (name: string): URL => new URL(`../../docs/${name}`, import.meta.url);

describe('the schema of a relay’s configuration', () => {
  it('is published as it is (vitest -u writes docs/relay.schema.json anew)', async () => {
    expect(SCHEMA_URL.endsWith('/docs/relay.schema.json')).toBe(true);
    await expect(`${JSON.stringify(RELAY_CONFIG_SCHEMA, null, 2)}\n`).toMatchFileSnapshot(
      doc('relay.schema.json').pathname,
    );
  });

  it('is in docs/relay.md, row by row (vitest -u writes the table anew)', async () => {
    const [before, rest] = readFileSync(doc('relay.md'), 'utf8').split(/(?<=<!-- keys -->\n)/);
    const after = rest!.slice(rest!.indexOf('<!-- end of keys -->'));
    const table = [
      '| key | what it may be | default | |',
      '| --- | --- | --- | --- |',
      ...referenceRows(RELAY_CONFIG_SCHEMA),
    ];
    await expect(`${before}${table.join('\n')}\n${after}`).toMatchFileSnapshot(doc('relay.md').pathname);
  });

  it('allows the configuration that the README shows, which starts where others reach it', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const text = /```yaml\n([\s\S]*?)```/.exec(readme)![1]!;
    const folder = mkdtempSync(path.join(tmpdir(), 'lc-readme-'));
    try {
      const file = path.join(folder, 'relay.yaml');
      writeFileSync(file, text);
      const env = { STUDIO_KEY_HASH: `sha256:${'0'.repeat(64)}` };
      // Only the certificate and its key are missing here.
      await expect(loadConfig({ file, env })).rejects.toMatchObject({
        problems: [{ path: 'listen.tls.certificate' }, { path: 'listen.tls.key' }],
      });
      writeFileSync(file, text.replace(/^ *tls:.*\n/m, ''));
      expect((await loadConfig({ file, env })).config.access?.keys?.[0]?.publish).toEqual(['main']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
