import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../src/core/wire/hello.js';
import { encodePacket, parsePacket } from '../../../src/core/wire/packet.js';
import { hashPassword } from '../../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../../src/node/relay/server.js';
import { connectWebSocket } from '../../../src/node/ws-connect.js';
import type { CloseEvent } from '../../../src/ports/transport.js';
import { bearerSubprotocol } from '../../../src/transports/bearer-token.js';
import type { TokenSource } from '../../../src/transports/token-source.js';
import { cli } from '../../support/cli.js';
import { CONTEXT } from '../../support/peers.js';

/** With characters that a header takes and a subprotocol does not. */
const PASSWORD = 'p"(ss/w=rd,@{}';
let server: RelayServer;

beforeAll(async () => {
  const keys = [{ name: 'van', hash: await hashPassword(PASSWORD), listen: ['*'] }];
  // A password is checked within this time, also on a machine that does much else.
  const limits = { helloTimeoutMs: 60_000 };
  server = await startRelayServer({ port: 0, site: false, pathPrefix: '/fm', access: { anonymous: {}, keys }, limits });
});
afterAll(() => server.close());

const hello = encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT);
const ping = encodePacket({ type: 'ping', token: 7 }, CONTEXT);

/** The type of the first answer, or the close code. */
async function listen(token?: TokenSource): Promise<string | number> {
  const connection = await connectWebSocket(`${server.url}/main`, token === undefined ? {} : { token });
  return new Promise((resolve) => {
    connection.setHandlers({
      onMessage: (message) => {
        const { type } = parsePacket(message, CONTEXT);
        if (type === 'error') return;
        resolve(type);
        connection.close();
      },
      onClose: ({ code }: CloseEvent) => resolve(code),
    });
    connection.send(hello);
    connection.send(ping);
  });
}

describe('a connection with a token', () => {
  it('is let in by it, from a text or a function that is asked each time', async () => {
    expect(await listen(PASSWORD)).toBe('pong');
    let asked = 0;
    const source = async (): Promise<string> => (asked++ === 0 ? 'old' : PASSWORD);
    expect([await listen(source), await listen(source)]).toEqual([4008, 'pong']);
    expect(await listen()).toBe(4008);
  });

  it('fails in a way that another try may mend where the function fails, and for good where it returns no token', async () => {
    const failing = listen(() => Promise.reject(new Error('no vault')));
    await expect(failing).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: 'no token for the connection: no vault',
    });
    await expect(listen(() => 'two words')).rejects.toThrow(TypeError);
    await expect(listen('')).rejects.toThrow('token must be 1 to 8192 visible ASCII characters');
    await expect(listen(5 as never)).rejects.toThrow('token must be a string or a function, got 5');
  });

  it('is let in by a subprotocol, with any characters', async () => {
    const socket = new WebSocket(`${server.url}/main`, [SUBPROTOCOL, bearerSubprotocol(PASSWORD)]);
    const answer = new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => resolve(parsePacket(data, CONTEXT).type));
    });
    socket.on('open', () => {
      socket.send(hello);
      socket.send(ping);
    });
    expect(await answer).toBe('pong');
    expect(socket.protocol).toBe(SUBPROTOCOL);
    socket.close();
  });
});

describe('latentcast listen and send with a token', () => {
  const dir = mkdtempSync(join(tmpdir(), 'token-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('name what is wrong with it before they connect, and never show it', async () => {
    const file = join(dir, 'token');
    writeFileSync(file, 'two words\n');
    const missing = join(dir, 'missing');
    const url = `${server.url}/main`;
    const cases: [string[], Record<string, string>, number, RegExp][] = [
      [['--token-file', missing], {}, 1, /cannot read the token in .*missing: ENOENT/],
      [
        ['--token-file', file],
        {},
        1,
        /the token in .* must be 1 to 8192 visible ASCII characters without spaces, got 9/,
      ],
      [['--token', 'two words'], {}, 1, /--token must be 1 to 8192 visible ASCII/],
      [[], { LATENTCAST_TOKEN: 'two words' }, 1, /LATENTCAST_TOKEN must be 1 to 8192 visible ASCII/],
      [['--token', 'a', '--token-file', file], {}, 2, /cannot be used with option '--token-file/],
    ];
    for (const [flags, env, code, message] of cases) {
      const result = await cli(['listen', url, join(dir, 'out.wav'), ...flags], env);
      expect([result.code, result.err], flags.join(' ')).toEqual([code, expect.stringMatching(message)]);
      expect(result.err).not.toContain('two words');
    }
  });

  it('are refused with a wrong one', async () => {
    const result = await cli(['listen', `${server.url}/main`, join(dir, 'out.wav')], { LATENTCAST_TOKEN: 'wrong-one' });
    expect([result.code, result.err]).toEqual([1, expect.stringContaining('not allowed on channel main')]);
    expect(result.err).toContain('LATENTCAST_TOKEN or with --token-file');
    expect(result.err).not.toContain('wrong-one');
  });
});
