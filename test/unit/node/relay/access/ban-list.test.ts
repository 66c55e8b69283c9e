import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BanList } from '../../../../../src/node/relay/access/ban-list.js';

let dir: string;
let file: string;
let nowMs = 1_000_000;
const clock = (): number => nowMs;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bans-'));
  file = join(dir, 'bans.json');
  nowMs = 1_000_000;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('BanList', () => {
  it('finds whoever is named by address, subnet, subject, token or key', async () => {
    const list = await BanList.open();
    await list.add({ kind: 'address', value: '10.1.2.3' });
    await list.add({ kind: 'address', value: '2001:db8::5/64', reason: 'flood' });
    await list.add({ kind: 'subject', value: 'alice' });
    await list.add({ kind: 'token', value: 'j1' });
    await list.add({ kind: 'key', value: 'studio' });
    expect(list.find({ address: '::ffff:10.1.2.3' })?.id).toBe('address:10.1.2.3');
    expect(list.find({ address: '2001:db8::9' })).toMatchObject({ value: '2001:db8::/64', reason: 'flood' });
    expect(list.find({ address: '10.1.2.4', subject: 'alice' })?.id).toBe('subject:alice');
    expect(list.find({ token: 'j1' })?.id).toBe('token:j1');
    expect(list.find({ key: 'studio' })?.id).toBe('key:studio');
    expect(list.find({ address: '10.1.2.4', subject: 'studio', token: 'alice', key: 'j1' })).toBeUndefined();
    expect(list.find({})).toBeUndefined();
  });

  it('ends a ban when its time is over, and then finds a wider one', async () => {
    const list = await BanList.open(undefined, clock);
    await list.add({ kind: 'address', value: '10.1.2.3', expiresInMs: 5000 });
    await list.add({ kind: 'address', value: '10.1.0.0/16', expiresInMs: 9000 });
    expect(list.find({ address: '10.1.2.3' })?.id).toBe('address:10.1.2.3');
    nowMs += 5000;
    expect(list.find({ address: '10.1.2.3' })?.id).toBe('address:10.1.0.0/16');
    expect(list.list().map(({ id }) => id)).toEqual(['address:10.1.0.0/16']);
    nowMs += 4000;
    expect([list.find({ address: '10.1.2.3' }), list.list()]).toEqual([undefined, []]);
  });

  it('stores each change whole and reads it again, without those that have ended', async () => {
    const list = await BanList.open(file, clock);
    await list.add({ kind: 'subject', value: 'short', expiresInMs: 1000 });
    nowMs += 1000;
    const ban = await list.add({ kind: 'address', value: '10.1.2.3/8', reason: 'noise', expiresInMs: 60_000 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bans: [ban] });
    expect(ban).toEqual({
      id: 'address:10.0.0.0/8',
      kind: 'address',
      value: '10.0.0.0/8',
      reason: 'noise',
      createdAt: '1970-01-01T00:16:41.000Z',
      expiresAt: '1970-01-01T00:17:41.000Z',
    });
    expect((await BanList.open(file, clock)).list()).toEqual([ban]);
    expect([await list.remove(ban.id), await list.remove(ban.id)]).toEqual([true, false]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bans: [] });
    expect(readdirSync(dir)).toEqual(['bans.json']);
  });

  it('keeps what another process has written, and all of many changes at once', async () => {
    const [one, other] = [await BanList.open(file), await BanList.open(file)];
    await other.add({ kind: 'key', value: 'theirs' });
    await Promise.all(Array.from({ length: 20 }, (_, i) => one.add({ kind: 'key', value: `k${i}` })));
    expect(one.list().length).toBe(21);
    expect(await one.remove('key:theirs')).toBe(true);
    await other.reload();
    expect(other.list().map(({ id }) => id)).toEqual(one.list().map(({ id }) => id));
    expect(other.list().length).toBe(20);
  });

  it('holds at once, before it is stored, and also where it cannot be stored; a later change stores it', async () => {
    const list = await BanList.open(file);
    const stored = list.add({ kind: 'key', value: 'studio' });
    expect(list.find({ key: 'studio' })).toBeDefined();
    await stored;
    const damaged = 'not JSON';
    writeFileSync(file, damaged);
    await expect(list.add({ kind: 'key', value: 'van' })).rejects.toMatchObject({ code: 'FILE_HEADER' });
    expect(readFileSync(file, 'utf8')).toBe(damaged);
    expect(list.list().map(({ value }) => value)).toEqual(['studio', 'van']);
    rmSync(file);
    await list.add({ kind: 'key', value: 'third' });
    expect((await BanList.open(file)).list().map(({ value }) => value)).toEqual(['van', 'third']);
  });

  it('tells of each change', async () => {
    const list = await BanList.open();
    let changes = 0;
    const stop = list.onChange(() => {
      changes++;
      throw new Error('dropped');
    });
    await list.add({ kind: 'key', value: 'a' });
    const after = changes;
    expect(after).toBeGreaterThan(0);
    stop();
    await list.add({ kind: 'key', value: 'b' });
    expect(changes).toBe(after);
  });

  it('refuses a ban that is wrong, and names the field', async () => {
    const list = await BanList.open();
    const wrong: [object, RegExp][] = [
      [{ kind: 'planet', value: 'x' }, /ban\.kind must be one of address, subject, token, key, got "planet"/],
      [{ kind: 'address', value: 'radio' }, /ban\.value must be an address or a subnet.*got "radio"/],
      [{ kind: 'key', value: '' }, /ban\.value must be 1 to 256 characters/],
      [{ kind: 'key' }, /ban\.value must be a string/],
      [{ kind: 'key', value: 'a', expiresInMs: 5 }, /ban\.expiresInMs must be an integer from 1000/],
      [{ kind: 'key', value: 'a', reason: 'x'.repeat(257) }, /ban\.reason must be at most 256 characters/],
      [{ kind: 'key', value: 'a', for: 1 }, /ban\.for is not an option/],
    ];
    for (const [ban, message] of wrong)
      await expect(list.add(ban as never), JSON.stringify(ban)).rejects.toThrow(message);
    expect(list.list()).toEqual([]);
  });

  it('refuses a file that is no list of bans, and names what is wrong in it', async () => {
    const wrong: [unknown, RegExp][] = [
      [[], /no list of bans: bans must be a list/],
      [{ bans: [{ kind: 'key', value: 'a' }, { kind: 'key' }] }, /bans\[1\]\.value must be a string/],
      [
        { bans: [{ kind: 'key', value: 'a', expiresAt: 'soon' }] },
        /bans\[0\]\.expiresAt must be a time such as .* got "soon"/,
      ],
      [{ bans: [{ kind: 'address', value: '300.0.0.1' }] }, /bans\[0\]\.value must be an address/],
      [{ bans: ['key:a'] }, /bans\[0\] must be an object, got "key:a"/],
    ];
    for (const [content, message] of wrong) {
      writeFileSync(file, JSON.stringify(content));
      await expect(BanList.open(file)).rejects.toThrow(message);
    }
    await expect(BanList.open(dir)).rejects.toMatchObject({ code: 'FILE_IO' });
  });

  it('reads a file that a person has written with the least', async () => {
    writeFileSync(file, '{"bans":[{"kind":"address","value":"192.0.2.7"}]}');
    expect((await BanList.open(file)).list()).toEqual([
      {
        id: 'address:192.0.2.7',
        kind: 'address',
        value: '192.0.2.7',
        reason: '',
        createdAt: '1970-01-01T00:00:00.000Z',
        expiresAt: null,
      },
    ]);
  });
});
