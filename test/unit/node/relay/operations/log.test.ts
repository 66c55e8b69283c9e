import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CodecError } from '../../../../../src/core/errors.js';
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from '../../../../../src/core/wire/hello.js';
import { loggedAddress, loggedText } from '../../../../../src/node/relay/operations/log/log-text.js';
import { openRelayLog } from '../../../../../src/node/relay/operations/log/relay-log.js';
import type { LogOptions } from '../../../../../src/node/relay/operations/options.js';
import { Capture } from '../../../../support/cli.js';
import { FakeClock } from '../../../../support/fake-clock.js';
import { cleanups, closeAfterEach, startAdmin, TOKENS } from './rig.js';

closeAfterEach();

const PEER = { id: 3, channel: 'radio', role: 'listener', address: '192.0.2.77', subject: 'ann' } as const;
const REFUSED = new CodecError('NOT_ALLOWED', 'the connection is not allowed on channel radio', {
  cause: new Error('no such key'),
});

async function open(options: LogOptions) {
  const [clock, output] = [new FakeClock(), new Capture()];
  const log = await openRelayLog(options, output, clock);
  return { clock, output, log, lines: () => output.text.split('\n').filter((line) => line !== '') };
}

describe('the log', () => {
  it('is short lines for people by default', async () => {
    const { log, lines } = await open({});
    log.handlers.onJoined(PEER);
    log.handlers.onMoved(PEER, { ...PEER, channel: 'other' });
    log.handlers.onLeft(PEER, null);
    log.handlers.onLeft(PEER, new CodecError('PROTOCOL', 'a listener must not send this, got end'));
    log.handlers.onRefused('radio', REFUSED, '192.0.2.77');
    log.onAdministered({
      administrator: 'ann',
      operation: 'kick',
      channel: 'radio',
      details: { id: 3 },
      status: 200,
    });
    expect(lines()).toEqual([
      'latentcast: radio: listener joined (192.0.2.77, ann)',
      'latentcast: radio: listener moved (192.0.2.77, ann): to other',
      'latentcast: radio: listener left (192.0.2.77, ann)',
      'latentcast: radio: listener closed (192.0.2.77, ann): a listener must not send this, got end',
      'latentcast: radio: refused (192.0.2.77): the connection is not allowed on channel radio: no such key',
      'latentcast: radio: administered (ann): kick (id 3, status 200)',
    ]);
  });

  it('has details in words, also those of strangers, and says nothing twice', async () => {
    const { log, lines } = await open({});
    log.write({
      level: 'info',
      event: 'recording.on',
      channel: 'radio',
      details: { file: 'a b\u202e.lc', titles: ['one', 'two\nthree'], of: { id: 7 }, nothing: null, live: true },
    });
    const cause = new CodecError('NOT_ALLOWED', 'in a loop');
    log.handlers.onRefused('radio', new CodecError('NOT_ALLOWED', 'cannot be had: in a loop', { cause }));
    expect(lines()).toEqual([
      'latentcast: radio: recording.on (file "a b.lc", titles one "two three", of (id 7), live true)',
      'latentcast: radio: refused: cannot be had: in a loop',
    ]);
  });

  it('is one JSON object a line with every field, or coloured lines', async () => {
    const json = await open({ format: 'json' });
    json.log.handlers.onRefused('radio', REFUSED, '2001:db8::1');
    expect(JSON.parse(json.output.text)).toMatchObject({
      level: 'warn',
      event: 'refused',
      channel: 'radio',
      address: '2001:db8::1',
      reason: 'NOT_ALLOWED',
      message: 'the connection is not allowed on channel radio',
      cause: 'no such key',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    const pretty = await open({ format: 'pretty' });
    pretty.log.handlers.onJoined(PEER);
    expect(pretty.output.text).toMatch(/INFO: joined\n\s+event: "joined"\n\s+channel: "radio"/);
  });

  it('shows addresses in full, as a network, or not at all', async () => {
    const shown = (address: string) =>
      (['full', 'truncated', 'none'] as const).map((show) => loggedAddress(address, show));
    expect(shown('192.0.2.77')).toEqual(['192.0.2.77', '192.0.2.0/24', undefined]);
    expect(shown('2001:db8:1:2::77')).toEqual(['2001:db8:1:2::77', '2001:db8:1::/48', undefined]);
    expect(shown('::ffff:192.0.2.77')).toEqual(['::ffff:192.0.2.77', '192.0.2.0/24', undefined]);
    expect(shown('/run/socket')).toEqual(['/run/socket', undefined, undefined]);
    const { log, output } = await open({ format: 'json', addresses: 'truncated' });
    log.handlers.onJoined(PEER);
    log.configure({ addresses: 'none' });
    log.handlers.onJoined(PEER);
    expect(output.text.match(/"address":"[^"]*"/g)).toEqual(['"address":"192.0.2.0/24"']);
    expect(output.text).not.toContain('192.0.2.77');
  });

  it('has only lines of the level and worse', async () => {
    const { log, lines } = await open({ level: 'warn' });
    log.handlers.onJoined(PEER);
    log.handlers.onRefused('radio', REFUSED);
    log.configure({ level: 'error' });
    log.handlers.onRefused('radio', REFUSED);
    expect(lines()).toHaveLength(1);
  });

  it('counts what comes too often, by reason, in place of writing it', async () => {
    const { log, lines, clock } = await open({});
    for (let i = 0; i < 1000; i++) log.handlers.onRefused(`c${i}`, REFUSED, '192.0.2.77');
    log.handlers.onJoined(PEER);
    expect(lines().length).toBeLessThanOrEqual(21);
    expect(lines().at(-1)).toContain('joined');
    clock.advance(5000);
    expect(lines().at(-1)).toBe('latentcast: refused: 980 more in the last 5 s (repeated 980, NOT_ALLOWED 980)');
    clock.advance(60_000);
    log.handlers.onRefused('again', REFUSED);
    expect(lines().at(-1)).toContain('again: refused');
  });

  it('holds no line break, no control character and no long text of a peer', async () => {
    const { log, lines } = await open({});
    log.handlers.onRefused(
      `${'x'.repeat(9999)}\n`,
      new CodecError('PROTOCOL', `\u001b[2Jlatentcast: all is well\n${'y'.repeat(9999)}`),
    );
    expect(lines()).toHaveLength(1);
    expect(lines()[0]!.length).toBeLessThan(500);
    expect(lines()[0]).not.toContain('\u001b');
    expect(loggedText('a\r\nb\u2028c')).toBe('a b c');
  });

  it('names wrong options', async () => {
    await expect(openRelayLog({ format: 'xml' as never }, new Capture())).rejects.toThrow(
      'log.format must be one of plain, pretty, json, got "xml"',
    );
    await expect(openRelayLog({ levels: 'x' } as never, new Capture())).rejects.toThrow('log.levels is not an option');
    const { log } = await open({});
    expect(() => log.configure({ addresses: 'some' as never })).toThrow('log.addresses must be one of');
  });

  it.each(['plain', 'json', 'pretty'] as const)(
    'survives an output that fails, throws or has gone: %s',
    async (format) => {
      const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
      const throwing = Object.assign(new PassThrough(), {
        write() {
          throw new Error('gone');
        },
      });
      const gone = new PassThrough();
      gone.destroy();
      const stuck = new Writable({ write() {} });
      for (const output of [failing, throwing, gone, stuck]) {
        const clock = new FakeClock();
        const log = await openRelayLog({ format }, output, clock);
        for (let i = 0; i < 50; i++) {
          log.handlers.onJoined(PEER);
          clock.advance(1000);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      const clock = new FakeClock();
      const log = await openRelayLog({ format }, stuck, clock);
      for (let i = 0; i < 20_000; i++) {
        log.handlers.onRefused('radio', REFUSED);
        clock.advance(100);
      }
      expect(stuck.writableLength).toBeLessThan(1.1 * 2 ** 20);
    },
  );
});

describe('tokens', () => {
  it('are in no line of the log, on whatever door they come, right or wrong', async () => {
    const output = new Capture();
    const log = await openRelayLog({ format: 'json', level: 'debug' }, output);
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
    const secrets = [...Object.values(TOKENS), 'wrong-secret-91', jwt];
    const rig = await startAdmin({ onAdministered: log.onAdministered }, log.handlers);
    const base = rig.server.url;
    for (const secret of secrets) {
      const knock = (path: string, protocols: string[], headers: Record<string, string> = {}): Promise<void> =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${base}/${path}`, protocols, { headers });
          cleanups.push(() => socket.terminate());
          socket.on('open', () => socket.send(new Uint8Array([0x10, 0, 0])));
          socket.on('close', () => resolve()).on('error', () => resolve());
        });
      await Promise.all([
        knock('radio', [SUBPROTOCOL, BEARER_SUBPROTOCOL + secret]),
        knock('radio', [BEARER_SUBPROTOCOL + secret]),
        knock('radio', [SUBPROTOCOL], { authorization: `Bearer ${secret}` }),
        knock(`radio?token=${secret}`, [SUBPROTOCOL]),
        knock(encodeURIComponent(`Bearer ${secret}`), [SUBPROTOCOL]),
      ]);
      const asked = { authorization: `Bearer ${secret}` };
      await rig.call('PUT', '/admin/channels/radio/title', { title: `Bearer ${secret}` }, asked);
      await rig.call('POST', '/admin/reload', undefined, asked);
      await rig.call('GET', `/admin/stats?token=${secret}`, undefined, asked);
    }
    log.close();
    const lines = output.text.split('\n');
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) for (const secret of secrets) expect(line).not.toContain(secret);
  });
});
