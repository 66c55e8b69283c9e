import { describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.js';
import { tokenOption } from '../../../src/cli/token-option.js';
import { Capture } from '../../support/cli.js';

async function told(url: string, env: Record<string, string> = { LATENTCAST_TOKEN: 'a-token' }): Promise<string> {
  const stderr = new Capture();
  await tokenOption({ stderr, env } as unknown as CliContext, url, {});
  return stderr.text;
}

describe('a token of the command line', () => {
  it.each(['ws://192.0.2.1:8787/radio', 'ws://radio.example/radio', 'ws://localhost.example/radio', 'http://10.0.0.1'])(
    'is warned of where it goes to %s, and is not shown',
    async (url) => {
      const text = await told(url);
      expect(text).toContain(`the token goes to ${new URL(url).host} unencrypted`);
      expect(text).not.toContain('a-token');
      expect(await told(url, {})).toBe('');
    },
  );

  it.each([
    ...['ws://127.0.0.1:1/radio', 'ws://127.1.2.3/radio', 'ws://localhost:1/radio', 'ws://a.localhost/radio'],
    ...['ws://[::1]:1/radio', 'wss://radio.example/radio', 'https://radio.example'],
  ])('is no reason to warn for %s', async (url) => {
    expect(await told(url)).toBe('');
  });
});
