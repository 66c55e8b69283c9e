import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelRows } from '../../../src/cli/admin/tables.js';
import { createSession } from '../../../src/node/session/open-session.js';
import { cli } from '../../support/cli.js';
import { audioPacket } from '../../support/peers.js';
import { closeAfterEach, startAdmin, TOKENS, until } from '../node/relay/operations/rig.js';

closeAfterEach();

const ENV = { LATENTCAST_ADMIN_TOKEN: TOKENS.root };

describe('latentcast admin', () => {
  it('does what the API does, as text and as JSON', async () => {
    const rig = await startAdmin();
    const url = ['--url', rig.server.url];
    const admin = async (...args: string[]) => {
      const { code, out, err } = await cli(['admin', args[0]!, ...url, ...args.slice(1)], ENV);
      expect([args, code, err]).toEqual([args, 0, '']);
      return out.trimEnd();
    };
    expect(await admin('channels')).toBe('no channels');
    const source = await rig.source('radio');
    const listener = await rig.listener('radio');
    expect(await admin('channels')).toMatch(/radio +live +1 /);
    const stats = rig.server.administration.channel('radio')!;
    for (const [fallback, shown] of [
      ['music', 'ended, music plays '],
      ['files', 'ended, files play '],
    ] as const)
      expect(channelRows([{ ...stats, isLive: false, hasEnded: true, fallback }])).toContain(shown);
    expect(await admin('stats')).toMatch(/listeners +1/);
    const page = JSON.parse(await admin('listeners', 'radio', '--json')) as { connections: { id: number }[] };
    expect(page.connections).toHaveLength(2);
    const id = String(page.connections[1]!.id);
    expect(await admin('listeners', 'radio', '--limit', '1')).toMatch(/source.*\nmore with --after 1$/s);
    expect(await admin('title', 'radio', '--title', 'News', '--station', 'One')).toBe('radio: the title is set');
    expect(rig.server.administration.channel('radio')!.metadata).toEqual({ title: 'News', station: 'One' });
    await admin('title', 'radio', '--title', 'red \x1b[31m\nforged  row\u202e');
    expect(await admin('channels')).toMatch(/red {2}\[31m forged {2}row$/);
    expect(await admin('title', 'radio', '--clear')).toBe('radio: the source states its title again');
    expect(await admin('mute', 'radio')).toBe('radio is muted');
    expect(await admin('unmute', 'radio')).toBe('radio is not muted');
    expect(await admin('record', 'radio')).toMatch(/radio-\d+T\d+Z\.lc: 0 frames$/);
    source.send(audioPacket(0));
    await until(() => listener.of('audio').length === 1);
    expect(await admin('record', 'radio', '--stop')).toMatch(/radio-\d+T\d+Z\.lc: 4 frames$/);
    expect(await admin('record', 'ghost')).toBe(
      'nobody uses a channel ghost now; recording begins with the next sound',
    );
    expect(await admin('record', 'ghost')).toBe('ghost has no source now; recording begins with the next sound');
    expect(await admin('record', 'ghost', '--stop')).toBe('ghost is recorded no more; nothing had been recorded');
    for (const [command, ...more] of [
      ['mute'],
      ['unmute'],
      ['title', '--title', 'x'],
      ['listeners'],
      ['move', 'radio'],
    ])
      expect(await cli(['admin', command!, 'nowhere', ...more, ...url], ENV)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('there is no channel nowhere'),
      });
    expect(await admin('move', 'radio', 'other', '--id', id)).toBe('1 moved from radio to other');
    expect(await admin('kick', 'other', id, '--reason', 'bye')).toBe(`listener ${id} of other is closed`);
    expect(await admin('ban', '203.0.113.0/24', '--seconds', '60')).toMatch(
      /^address:203.0.113.0\/24 is banned until /,
    );
    expect(await admin('bans')).toContain('address:203.0.113.0/24');
    expect(await admin('unban', '203.0.113.0/24')).toBe('address:203.0.113.0/24 is banned no more');
    expect(await admin('bans')).toBe('nobody is banned');
    expect(await admin('sessions')).toBe('no listening sessions');
    const session = await createSession(rig.server.url, { name: 'Anna', direct: false });
    const ended = new Promise<Error>((resolve) => session.on('ended', resolve));
    const [room] = (JSON.parse(await admin('sessions', '--json')) as { sessions: { id: string }[] }).sessions;
    expect(await admin('sessions')).toMatch(new RegExp(`^${room!.id} +1 `, 'm'));
    expect(await admin('end-session', '--reason', 'maintenance', '--', room!.id)).toBe(
      `the listening session ${room!.id} has ended for 1 peer`,
    );
    expect((await ended).message).toContain('the operator has ended the session: maintenance');
    expect(await cli(['admin', 'end-session', ...url, '--', room!.id], ENV)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`there is no listening session ${room!.id}`),
    });
    expect(await admin('reload')).toBe('changed: limits');
    const events = await admin('events');
    expect(events).toMatch(/radio +source.on +source 1, 127\.0\.0\.1, anybody\n/);
    expect(events).toMatch(/radio +administered mute +ann, |radio +administered mute +127\.0\.0\.1, ann, muted true\n/);
    expect(events).toMatch(/other +closed +listener 2, .*the operator has closed the connection: bye\n/);
    expect(events).toMatch(/- +administered reload +127\.0\.0\.1, ann$/);
    expect(await admin('events', 'other')).not.toContain('radio ');
    const { events: two } = JSON.parse(await admin('events', '--limit', '2', '--json')) as { events: object[] };
    expect(two).toMatchObject([{ operation: 'reload' }, { operation: 'endSession' }]);
    expect(await admin('events', 'nowhere')).toMatch(/nowhere +administered mute +.*refused with 404, muted true\n/);
    expect(await admin('events', 'unheard')).toBe('nothing has happened');
  });

  it('ends within its time limit where the relay does not answer, or not to the end', async () => {
    for (const answer of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{']) {
      const stopped = createServer((socket) => void socket.on('error', () => {}).write(answer));
      await new Promise<void>((resolve) => stopped.listen(0, '127.0.0.1', resolve));
      const at = `http://127.0.0.1:${(stopped.address() as AddressInfo).port}`;
      const { code, err } = await cli(['admin', 'stats', '--url', at, '--timeout', '0.1'], ENV);
      expect([code, err]).toEqual([
        1,
        `latentcast: ${at}/ gives no answer within 0.1 s: the relay, or one of its processes, may be stopped\n`,
      ]);
      stopped.close();
    }
  });

  it('bans nobody out of the machine that asks for it, unless it is forced', async () => {
    const rig = await startAdmin();
    const ban = ['admin', 'ban', '127.0.0.0/8', '--url', rig.server.url, '--seconds', '60'];
    const { code, err } = await cli(ban, ENV);
    expect(code).toBe(1);
    expect(err).toContain(
      'the ban would shut out whoever asks for it, from the address 127.0.0.1; with force: true (latentcast admin ban --force) it is made all the same',
    );
    expect((await cli([...ban, '--force'], ENV)).code).toBe(0);
  });

  it('says what is wrong in one line, and takes no token from the command line', async () => {
    const rig = await startAdmin();
    const off = await startAdmin({ admin: { enabled: false } });
    const run = async (args: string[], env: Record<string, string> = ENV) => {
      const { code, err } = await cli(['admin', ...args], env);
      return `${code} ${err.trimEnd()}`;
    };
    const url = ['--url', rig.server.url];
    const http = rig.server.url.replace('ws', 'http');
    expect(await run(['stats', ...url], {})).toMatch(
      /^1 .*needs a token .* in LATENTCAST_ADMIN_TOKEN or in --token-file$/,
    );
    expect(await run(['stats', ...url], { LATENTCAST_ADMIN_TOKEN: 'wrong' })).toBe(
      '1 latentcast: the bearer token is not valid',
    );
    expect(await run(['stats', ...url], { LATENTCAST_ADMIN_TOKEN: TOKENS.plain })).toBe(
      '1 latentcast: the token may not administer the relay',
    );
    expect(await run(['kick', 'radio', '5', ...url])).toBe('1 latentcast: channel radio has no connection 5');
    expect(await run(['kick', 'radio', 'x', ...url])).toMatch(/^2 .*id must be the number of a connection.*got "x"/);
    expect(await run(['mute', 'a/b', ...url])).toMatch(/^1 latentcast: channel must be 1 to 64 letters/);
    expect(await run(['title', 'radio', ...url])).toMatch(/^2 .*title needs either --clear/);
    expect(await run(['stats', '--url', off.server.url])).toMatch(/has no administration/);
    expect(await run(['stats', '--url', 'http://127.0.0.1:1'])).toMatch(
      /^1 latentcast: cannot reach http:\/\/127.0.0.1:1\//,
    );
    expect(await run(['stats', '--url', 'ftp://x'])).toMatch(/url must start with http:/);
    expect(await run(['stats', '--token', 'x', ...url])).toMatch(/^2 .*unknown option '--token'/);
    const file = join(rig.folder, 'token');
    await writeFile(file, `${TOKENS.root}\n`);
    expect(await run(['stats', '--token-file', file, '--url', http], {})).toBe('0 ');
    expect(await run(['stats', '--token-file', `${file}-none`, ...url], {})).toMatch(/^1 .*token-none/);
  });
});
