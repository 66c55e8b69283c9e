import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RELAY_SERVER_DEFAULTS } from '../../../../src/node/relay/defaults.js';

it('the docblocks of the relay server state the defaults that it has', () => {
  const text = readFileSync(new URL('../../../../src/node/relay/server-options.ts', import.meta.url), 'utf8');
  const stated = [...text.matchAll(/@default ('[^']*'|\d+) \*\/\s+readonly (\w+)\?/g)].map(([, value, name]) => [
    name,
    value.replaceAll("'", ''),
  ]);
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(Object.entries(RELAY_SERVER_DEFAULTS).map(([name, value]) => [name, String(value)])),
  );
});
