import { describe, expect, it } from 'vitest';
import {
  channelNames,
  localAddresses,
  requireOpenFiles,
  resolveTarget,
} from '../../../../src/node/load-test/target.js';

describe('the target of a load test', () => {
  it.each([
    'ws://127.0.0.1:1/a',
    'ws://127.9.9.9/a',
    'ws://[::1]:1/a',
    'ws://10.1.2.3/a',
    'ws://192.168.0.9/a',
    'ws://172.31.0.1/a',
  ])('may be %s', async (url) => {
    expect(await resolveTarget(url, false)).toMatchObject({ channel: 'a' });
  });

  it.each(['ws://192.0.2.7/a', 'wss://8.8.8.8/a', 'ws://172.32.0.1/a', 'ws://[2001:db8::1]/a'])(
    'is refused where others may run it: %s',
    async (url) => {
      await expect(resolveTarget(url, false)).rejects.toMatchObject({
        code: 'NOT_ALLOWED',
        message: expect.stringMatching(/neither this machine nor in a private network.*--i-run-this-relay/),
      });
      expect(await resolveTarget(url, true)).toMatchObject({ channel: 'a' });
    },
  );

  it('takes port and TLS from the URL', async () => {
    expect(await resolveTarget('wss://127.0.0.1/a?x=1', false, 'secret')).toMatchObject({
      port: 443,
      isTls: true,
      query: '?x=1',
      token: 'secret',
    });
    expect(await resolveTarget('ws://127.0.0.1:8787/a', false)).toMatchObject({ port: 8787, isTls: false });
  });

  it('has one channel, or numbered ones', () => {
    expect(channelNames('main', 1)).toEqual(['main']);
    expect(channelNames('main', 3)).toEqual(['main-1', 'main-2', 'main-3']);
  });

  it.runIf(process.platform === 'linux')(
    'is reached from several loopback addresses where one has too few ports',
    async () => {
      const target = await resolveTarget('ws://127.0.0.1:8787/a', false);
      expect(localAddresses(target, 100)).toEqual([]);
      expect(localAddresses(target, 10_000)).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
      expect(localAddresses(await resolveTarget('ws://10.0.0.1/a', false), 10_000)).toEqual([]);
    },
  );

  it('needs an open file for each connection, and says how to allow more', () => {
    expect(() => requireOpenFiles(900, 1024)).not.toThrow();
    expect(() => requireOpenFiles(10_000, 1024)).toThrow(
      /10000 connections in a process need 10064 open files, the limit is 1024: .*ulimit -n 10064.*--processes 11 /,
    );
  });
});
