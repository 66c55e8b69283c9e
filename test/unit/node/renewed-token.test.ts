import { describe, expect, it } from 'vitest';
import { listenTo } from '../../../src/node/live.js';
import { hashStaticKey } from '../../../src/node/relay/access/key-hash.js';
import { startRelayServer } from '../../../src/node/relay/server.js';
import type { TokenSource } from '../../../src/transports/token-source.js';
import { FakeModel } from '../../support/fake-model.js';
import { until } from './relay/operations/rig.js';

const withKey = (key: string) => ({ anonymous: {}, keys: [{ name: key, hash: hashStaticKey(key), listen: ['*'] }] });

/** A listener that the relay has served, and its events. */
async function served(token: TokenSource) {
  const events: string[] = [];
  const relay = await startRelayServer({ port: 0, site: false, access: withKey('first') });
  const listener = listenTo(`${relay.url}/main`, {
    model: new FakeModel(),
    token,
    write: () => {},
    downlink: { backoff: { minMs: 1, maxMs: 1 } },
    handlers: {
      onDown: ({ message }) => events.push(message),
      onSource: (state) => events.push(state),
    },
  });
  await listener.start();
  await until(() => events.includes('waiting'));
  return { relay, listener, events };
}

describe('a stream whose token is withdrawn', () => {
  it('asks for a fresh one and continues', async () => {
    let token = 'first';
    const { relay, listener, events } = await served(() => token);
    token = 'second';
    await relay.access.update(withKey('second'));
    await until(() => events.filter((event) => event === 'waiting').length === 2);
    expect(events.filter((event) => event !== 'unknown')).toEqual([
      'waiting',
      'the permission for channel main was withdrawn',
      'waiting',
    ]);
    await listener.close();
    await relay.close();
  });

  it.each([
    ['none', () => 'first', /not allowed on channel main; 3 tokens that were asked for anew were refused, too$/],
    ['a text', 'first', /^the permission for channel main was withdrawn$/],
  ])('ends with an error that names it where there is %s', async (_what, token, message) => {
    const { relay, listener } = await served(token);
    await relay.access.update(withKey('second'));
    await expect(listener.done).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringMatching(message),
    });
    await relay.close();
  });

  it('stays away where the operator has closed it', async () => {
    const { relay, listener } = await served(() => 'first');
    const [connection] = relay.administration.connections('main', 0, 1).connections;
    relay.administration.kick('main', connection!.id, 'enough');
    await expect(listener.done).rejects.toThrow('the operator has closed the connection: enough');
    await relay.close();
  });
});
