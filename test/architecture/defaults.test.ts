import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BROWSER_PLAYER_DEFAULTS } from '../../src/browser/player-options.js';
import * as defaults from '../../src/stream/defaults.js';

const constants = { ...defaults, BROWSER_PLAYER_DEFAULTS };

/** Where the options stand whose defaults `stream/defaults.ts` has, and those of the page’s own buffer. */
const STATED = [
  ['BACKOFF_DEFAULTS', 'link/backoff.ts', 'BackoffOptions'],
  ['RECONNECT_DEFAULTS', 'link/options.ts', 'ReconnectOptions'],
  ['UPLINK_DEFAULTS', 'send/uplink-options.ts', 'UplinkOptions'],
  ['DOWNLINK_DEFAULTS', 'receive/downlink-options.ts', 'DownlinkOptions'],
  ['BROADCAST_ENCODER_DEFAULTS', 'send/broadcast-settings.ts', 'BroadcastEncoderOptions'],
  ['DTX_DEFAULTS', 'send/dtx.ts', 'DtxOptions'],
  ['BROWSER_PLAYER_DEFAULTS', '../browser/player-options.ts', 'BrowserPlayerOptions'],
] as const;

/** `@default` of each field in the body of an interface, as its docblock states it. */
function stated(file: string, name: string): Record<string, string> {
  const text = readFileSync(new URL(`../../src/stream/${file}`, import.meta.url), 'utf8');
  const body = text.split(new RegExp(`^export interface ${name}\\b[^{]*\\{`, 'm'))[1]!.split(/^\}/m)[0]!;
  const fields = body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)\??:/g);
  return Object.fromEntries(
    [...fields].flatMap(([, doc, field]) => {
      const value = /@default\s+(.+?)\s*$/m.exec(doc!)?.[1];
      return value === undefined ? [] : [[field!, value]];
    }),
  );
}

describe('the defaults of streams', () => {
  it.each(STATED)('%s is what the docblocks of %s state', (constant, file, name) => {
    const values = Object.entries(constants[constant]).map(([key, value]) => [
      key,
      typeof value === 'string' ? `'${value}'` : String(value),
    ]);
    expect(values.length).toBeGreaterThan(0);
    expect(stated(file, name)).toEqual(Object.fromEntries(values));
  });

  it('covers every constant', () => {
    const names = Object.keys(constants).filter((name) => name.endsWith('_DEFAULTS'));
    expect(names.sort()).toEqual(STATED.map(([constant]) => constant as string).sort());
  });
});
