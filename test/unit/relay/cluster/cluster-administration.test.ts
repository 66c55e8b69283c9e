import { expect, it } from 'vitest';
import { endEverywhere } from '../../../../src/node/relay/operations/recording/end-recordings.js';
import { administrationOf } from '../../../../src/relay/cluster/cluster-administration.js';
import { TestCluster } from '../../../support/cluster.js';
import { streamHello } from '../../../support/peers.js';

/** What a node of another version, or one that is broken, may answer. */
const WRONG = [
  'null',
  'no JSON',
  '[]',
  '{"connections":[null],"next":null}',
  '{"connections":[{"id":1}],"next":0}',
  '{"connections":"all","next":-1}',
  '{"id":"7","channel":"main","role":"source"}',
  '{"moved":"many","refused":null}',
  '{"moved":1,"refused":0,"reason":null,"failure":{"code":"PROTO","message":1}}',
  '[{"path":7}]',
  '7',
];

it('an answer of another form is left out of what a node tells of its cluster', async () => {
  const cluster = new TestCluster();
  const own = await cluster.start('own');
  const joining = cluster.bus.join('other');
  await cluster.advance(200);
  const other = await joining;
  const administration = administrationOf(own.relay);
  const source = cluster.connect(own);
  source.hello(streamHello());
  const listener = cluster.connect(own);
  listener.listen();
  await cluster.advance(100);
  const settle = async <T>(work: PromiseLike<T> | T): Promise<T> => {
    const [result] = await Promise.all([work, cluster.advance(100)]);
    return result;
  };
  for (const answer of WRONG) {
    other.onRequest(() => answer);
    const { connections, next } = await settle(administration.connections('main', 0, 10));
    expect([answer, connections.map(({ role }) => role), next]).toEqual([answer, ['source', 'listener'], null]);
    expect([answer, await settle(administration.kick('main', 999))]).toEqual([answer, null]);
    expect([answer, await settle(administration.move('elsewhere', 'main'))]).toEqual([
      answer,
      { moved: 0, refused: 0, reason: null },
    ]);
    expect([answer, await settle(endEverywhere(own.relay.cluster, null, 'main'))]).toEqual([
      answer,
      answer === '[]' ? [] : null,
    ]);
    const details = await settle(own.relay.administration.describe('main'));
    expect([answer, details!.titles]).toEqual([answer, []]);
  }
  cluster.close();
});

it('a request of another form is refused, and the node that has sent it is told', async () => {
  const cluster = new TestCluster();
  const own = await cluster.start('own');
  administrationOf(own.relay);
  const joining = cluster.bus.join('other');
  await cluster.advance(200);
  const other = await joining;
  for (const body of [
    '{"kick":null}',
    '{"kick":{"channel":"main","id":"1","reason":""}}',
    '{"move":{"from":"main"}}',
    '{"connections":[]}',
  ]) {
    const [[reply]] = await Promise.all([other.request(body, { node: 'own' }), cluster.advance(100)]);
    expect([body, reply!.error]).toEqual([body, expect.stringContaining('a request needs')]);
  }
  cluster.close();
});
