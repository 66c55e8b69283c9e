import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
});
