import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { CLUSTER_OPERATIONS } from '../../../../../src/node/relay/operations/admin/cluster-operations.js';
import { MAX_BODY_BYTES } from '../../../../../src/node/relay/operations/admin/json-body.js';
import { openApiDocument } from '../../../../../src/node/relay/operations/admin/openapi.js';
import { ADMIN_OPERATIONS } from '../../../../../src/node/relay/operations/admin/operations.js';
import { SCHEMAS, type SchemaName } from '../../../../../src/node/relay/operations/admin/schemas.js';
import { createSession, joinSession } from '../../../../../src/node/session/open-session.js';
import { audioPacket } from '../../../../support/peers.js';
import { type AdminRig, cleanups, closeAfterEach, startAdmin, TOKENS, until } from './rig.js';

closeAfterEach();

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const document = openApiDocument(version) as unknown as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
};

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'api', components: { schemas: SCHEMAS } });

/** What a value lacks of a schema; null for nothing. */
function faults(name: SchemaName, value: unknown): string | null {
  const validate = ajv.getSchema(`api#/components/schemas/${name}`)!;
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

/** Calls an operation with a valid request; the answer must be as the document has it. */
async function perform(rig: AdminRig, id: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const operation = ADMIN_OPERATIONS.find((candidate) => candidate.id === id)!;
  const response = await rig.call(operation.method, path, body);
  const answer = (await response.json()) as Record<string, unknown>;
  expect([id, response.status, answer.error]).toEqual([id, 200, undefined]);
  expect([id, faults(operation.response, answer)]).toEqual([id, null]);
  return answer;
}

describe('the OpenAPI document', () => {
  it('is valid, is served, and is the one in docs', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toEqual({ valid: true });
    const rig = await startAdmin();
    expect(await (await rig.call('GET', '/admin/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(document)));
    // UPDATE_DOCS=1 writes it anew.
    const docs = new URL('../../../../../docs/openapi.json', import.meta.url);
    if (process.env.UPDATE_DOCS)
      (await import('node:fs')).writeFileSync(docs, `${JSON.stringify(document, null, 2)}\n`);
    expect(JSON.parse(readFileSync(docs, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has exactly the operations that the relay answers', async () => {
    const rig = await startAdmin();
    const stated = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(stated.sort()).toEqual(
      ADMIN_OPERATIONS.map(({ id, method, path }) => `${id} ${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    );
    for (const [path, methods] of Object.entries(document.paths)) {
      const real = path.replace(/\{\w+\}/g, 'x');
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await rig.call(method, real, undefined, { authorization: '' });
        expect(`${method} ${path}: ${status}`).toBe(
          `${method} ${path}: ${method.toLowerCase() in methods ? 401 : 405}`,
        );
      }
    }
  });
});

describe('operations', () => {
  it('all do what they state, and answer as the document has it', async () => {
    const rig = await startAdmin();
    const source = await rig.source('radio');
    const [a, b] = [await rig.listener('radio'), await rig.listener('radio')];
    const done = new Set<string>();
    const run = (id: string, path: string, body?: unknown) => {
      done.add(id);
      return perform(rig, id, path, body);
    };

    expect(await run('stats', '/admin/stats')).toMatchObject({ connections: 3, sources: 1, listeners: 2, version });
    const { channels } = await run('listChannels', '/admin/channels');
    expect(channels).toMatchObject([{ channel: 'radio', isLive: true, listeners: 2 }]);
    expect(await run('getChannel', '/admin/channels/radio')).toMatchObject({ channel: 'radio' });
    const page = await run('listConnections', '/admin/channels/radio/connections?limit=2');
    const connections = page.connections as { id: number; role: string; address: string }[];
    expect(connections.map(({ role }) => role)).toEqual(['source', 'listener']);
    expect([connections[0]!.address, page.next]).toEqual(['127.0.0.1', connections[1]!.id]);
    const rest = await run('listConnections', `/admin/channels/radio/connections?after=${page.next}`);
    expect(rest.connections).toHaveLength(1);
    for (const [role, count] of [
      ['source', 1],
      ['listener', 2],
    ] as const)
      expect((await run('listConnections', `/admin/channels/radio/connections?role=${role}`)).connections).toEqual(
        Array(count).fill(expect.objectContaining({ role })),
      );

    await run('mute', '/admin/channels/radio/mute', { muted: true });
    source.send(audioPacket(0));
    await until(() => a.of('silence').length === 1);
    expect(await run('mute', '/admin/channels/radio/mute', { muted: false })).toMatchObject({ isMuted: false });
    await run('setTitle', '/admin/channels/radio/title', { title: 'News' });
    await until(() => b.of('metadata').length === 1);
    expect(b.of('metadata')[0]!.body).toEqual({ title: 'News' });
    expect(await run('changeTitle', '/admin/channels/radio/title', { title: null, station: 'One' })).toMatchObject({
      operatorMetadata: { station: 'One' },
    });
    expect(await run('clearTitle', '/admin/channels/radio/title')).toMatchObject({ metadata: null });

    const recording = await run('startRecording', '/admin/channels/radio/recording');
    expect(recording.recordings).toMatchObject([{ frames: 0, error: null }]);
    source.send(audioPacket(4));
    await until(() => a.of('audio').length === 1);
    expect((await run('getRecording', '/admin/channels/radio/recording')).recordings).toMatchObject([{ frames: 4 }]);
    const stopped = await run('stopRecording', '/admin/channels/radio/recording');
    expect(stopped.recordings).toMatchObject([{ frames: 4, path: expect.stringMatching(/radio-\d{8}T\d{6}Z\.lc$/) }]);

    const moved = await run('move', '/admin/channels/radio/move', { to: 'other', id: connections[1]!.id });
    expect(moved).toEqual({ moved: 1, refused: 0, reason: null });
    const kick = { id: (rest.connections as { id: number }[])[0]!.id, reason: 'noise' };
    await run('kick', '/admin/channels/radio/kick', kick);
    await until(() => b.closed !== null);
    expect(b.closed!.code).toBe(4008);

    const host = await createSession(rig.server.url, { name: 'Anna', direct: false });
    const guest = await joinSession(host.link, { name: 'Ben', direct: false });
    await until(() => host.peers.size === 1);
    const told: string[] = [];
    guest.on('ended', (error) => told.push(error.message));
    const metrics = await (await rig.call('GET', '/metrics')).text();
    expect(metrics).toMatch(/^latentcast_sessions 1$/m);
    expect(metrics).toMatch(/^latentcast_session_peers 2$/m);
    const { sessions } = await run('listSessions', '/admin/sessions');
    expect(sessions).toMatchObject([{ peers: 2, droppedMessages: 0 }]);
    const [{ id }] = sessions as [{ id: string }];
    await run('endSession', `/admin/sessions/${id}/end`, { reason: 'maintenance' });
    await until(() => told.length === 1);
    expect(told[0]).toContain('the operator has ended the session: maintenance');
    expect((await run('listSessions', '/admin/sessions')).sessions).toEqual([]);
    host.close();

    const ban = await run('ban', '/admin/bans', { kind: 'address', value: '203.0.113.7', expiresInMs: 60_000 });
    expect((await run('listBans', '/admin/bans')).bans).toEqual([ban]);
    const lifted = await run('unban', `/admin/bans/${encodeURIComponent(ban.id as string)}`);
    expect(lifted.bans).toEqual([]);
    expect(await run('reload', '/admin/reload')).toEqual({ reloaded: true, changed: ['limits'] });

    const { events } = await run('listEvents', '/admin/events');
    expect((events as { event: string; operation?: string }[])[0]).toMatchObject({
      event: 'administered',
      operation: 'reload',
      subject: 'ann',
      channel: null,
    });
    const ofRadio = await run('listChannelEvents', '/admin/channels/radio/events?limit=1000');
    expect((ofRadio.events as { event: string }[]).at(-1)).toMatchObject({ event: 'source.on', channel: 'radio' });
    const all = await run('watch', '/admin/watch');
    expect(all).toMatchObject({ isWhole: true, gone: [], figures: [], bans: [], nodes: null, totals: { sources: 1 } });
    const one = await run('watchChannel', `/admin/channels/radio/watch?waitMs=0&after=${all.revision}`);
    expect(one).toMatchObject({ isWhole: false, channels: [], totals: null, bans: null });

    // Those on the nodes of a cluster are carried out in test/integration/nats-cluster.test.ts.
    const own = ADMIN_OPERATIONS.filter((operation) => !CLUSTER_OPERATIONS.includes(operation));
    expect([...done].sort()).toEqual(own.map(({ id }) => id).sort());
    const changed = own.filter(({ isChange }) => isChange).map(({ id }) => id);
    expect([...new Set(rig.changes.map(({ operation }) => operation))].sort()).toEqual([...changed].sort());
    expect(rig.changes.every(({ administrator, status }) => administrator === 'ann' && status === 200)).toBe(true);
    expect(rig.changes.find(({ operation }) => operation === 'kick')).toMatchObject({
      channel: 'radio',
      details: kick,
    });
  });

  it('name what does not exist, and what the relay is not configured for', async () => {
    const rig = await startAdmin({ admin: {}, bans: undefined as never, onReload: undefined as never });
    await rig.source('radio');
    const problems: string[] = [];
    for (const [method, path, body] of [
      ['GET', '/admin/channels/none'],
      ['GET', '/admin/channels/none/connections'],
      ['PUT', '/admin/channels/none/mute', { muted: true }],
      ['POST', '/admin/channels/none/kick', { id: 1 }],
      ['POST', '/admin/channels/radio/move', { to: 'other', id: 9999 }],
      ['PUT', '/admin/channels/none/recording'],
      ['GET', '/admin/bans'],
      ['POST', '/admin/sessions/none/end', {}],
      ['POST', '/admin/reload'],
      ['GET', '/admin/nodes'],
      ['POST', '/admin/nodes/a/drain', { overMs: 0 }],
    ] as const) {
      const response = await rig.call(method, path, body);
      const problem = (await response.json()) as { error: string };
      expect(faults('Problem', problem)).toBeNull();
      problems.push(`${response.status} ${problem.error}`);
    }
    expect(problems).toEqual([
      '404 there is no channel none',
      '404 there is no channel none',
      '404 there is no channel none',
      '404 channel none has no connection 1',
      '404 channel radio has no listener 9999',
      '409 the relay has no folder for recordings: admin.recordings names one',
      '409 the relay has no list of bans',
      '404 there is no listening session none',
      '409 the relay was started without a configuration file',
      '409 the relay stands alone: cluster in its configuration makes it a node',
      '409 the relay stands alone: cluster in its configuration makes it a node',
    ]);
    expect(rig.changes.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'mute 404',
      'kick 404',
      'move 404',
      'startRecording 409',
      'endSession 404',
      'reload 409',
      'drainNode 409',
    ]);
  });

  it('answer a recording that has no folder to go to with the reason, which is no failure of the relay', async () => {
    const rig = await startAdmin({ admin: { recordings: '/nowhere/else' } });
    const response = await rig.call('PUT', '/admin/channels/radio/recording');
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      409,
      'nothing can be recorded: /nowhere/else: cannot make the folder: /nowhere: cannot write it: there is no such file or folder',
    ]);
  });

  it('answer a reload that fails with its reason', async () => {
    const rig = await startAdmin({
      onReload: () => Promise.reject(new Error('relay.yaml:3:5: limits.ringMs must be …')),
    });
    const response = await rig.call('POST', '/admin/reload');
    expect([response.status, await response.json()]).toEqual([
      422,
      { error: 'nothing was changed: relay.yaml:3:5: limits.ringMs must be …' },
    ]);
  });
});

describe('wrong requests', () => {
  const WRONG: readonly (readonly [method: string, path: string, body: unknown, problem: object])[] = [
    ['POST', '/admin/channels/radio/kick', {}, { field: 'id', allowed: 'an integer from 1' }],
    ['POST', '/admin/channels/radio/kick', { id: '1' }, { field: 'id', value: '1', allowed: 'an integer from 1' }],
    ['POST', '/admin/channels/radio/kick', { id: 1.5 }, { field: 'id', value: 1.5 }],
    ['POST', '/admin/channels/radio/kick', { id: 1, why: '' }, { field: 'why', allowed: 'id, reason' }],
    ['POST', '/admin/channels/radio/kick', [], { field: 'the body', allowed: 'an object' }],
    ['POST', '/admin/channels/radio/kick', null, { field: 'the body' }],
    ['PUT', '/admin/channels/radio/mute', { muted: 'yes' }, { field: 'muted', allowed: 'true or false' }],
    ['PUT', '/admin/channels/radio/title', { title: 'x'.repeat(257) }, { field: 'title', value: 'x'.repeat(80) }],
    ['PUT', '/admin/channels/radio/title', { __proto__: null, constructor: '' }, { field: 'constructor' }],
    ['POST', '/admin/channels/radio/move', { to: '../x' }, { field: 'to', value: '../x' }],
    ['POST', '/admin/channels/radio/move', { to: '..' }, { field: 'to' }],
    [
      'POST',
      '/admin/bans',
      { kind: 'mood', value: 'x' },
      { field: 'kind', allowed: 'one of address, subject, token, key' },
    ],
    ['POST', '/admin/bans', { kind: 'address', value: '300.1.1.1' }, { error: expect.stringMatching(/ban\.value/) }],
    ['POST', '/admin/bans', { kind: 'key', value: 'x', expiresInMs: 5 }, { field: 'expiresInMs', value: 5 }],
    ['GET', '/admin/channels/radio/connections?limit=1001', undefined, { field: 'limit', value: 1001 }],
    ['GET', '/admin/channels/radio/connections?limit=many', undefined, { field: 'limit', value: 'many' }],
    ['GET', '/admin/channels/radio/connections?from=1', undefined, { field: 'from', allowed: 'after, limit, role' }],
    ['GET', '/admin/channels?x=1', undefined, { field: 'x', allowed: 'nothing' }],
    ['GET', '/admin/channels/a%20b', undefined, { field: 'channel' }],
    // 256 characters, and twice as many units of UTF-16, which is what listeners count.
    [
      'PUT',
      '/admin/channels/radio/title',
      { title: '😀'.repeat(256) },
      { error: expect.stringMatching(/^title must be/) },
    ],
    ['PUT', '/admin/channels/radio/mute', '{', { error: expect.stringMatching(/must be JSON/) }],
  ];

  it('are refused with the field, its value and what is allowed, and change nothing', async () => {
    const rig = await startAdmin();
    await rig.source('radio');
    const set = async () => {
      const { isMuted, metadata, isRecording } = rig.server.administration.channel('radio')!;
      return { isMuted, metadata, isRecording, bans: await (await rig.call('GET', '/admin/bans')).json() };
    };
    const before = await set();
    for (const [method, path, body, problem] of WRONG) {
      const response = await rig.call(method, path, body === null ? 'null' : body);
      const answer = (await response.json()) as object;
      expect([path, response.status, answer]).toMatchObject([path, 400, problem]);
      expect(faults('Problem', answer)).toBeNull();
    }
    expect(await set()).toEqual(before);
  });

  it('are refused by content type and size, and when the body never comes the connection is closed', async () => {
    const rig = await startAdmin();
    const form = await rig.call('PUT', '/admin/channels/radio/mute', 'muted=true', { 'content-type': 'text/plain' });
    expect([form.status, await form.json()]).toMatchObject([415, { field: 'content-type', value: 'text/plain' }]);
    for (const [field, value] of [
      ['content-type', 'application/json; charset=utf-16'],
      ['content-encoding', 'gzip'],
    ] as const) {
      const headers = { 'content-type': 'application/json', [field]: value };
      const other = await rig.call('PUT', '/admin/channels/radio/mute', { muted: true }, headers);
      expect([other.status, await other.json()]).toMatchObject([415, { field, value }]);
    }
    const long = await rig.call('PUT', '/admin/channels/radio/title', { title: 'x'.repeat(MAX_BODY_BYTES) });
    expect([long.status, await long.json()]).toMatchObject([413, { error: expect.stringMatching(/16384 bytes/) }]);
    // A body that is cut off in the middle ends only its own request.
    const socket = connect(rig.server.port, '127.0.0.1');
    cleanups.push(() => socket.destroy());
    socket.write(
      `PUT /admin/channels/radio/mute HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKENS.root}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    await until(async () => (await rig.call('GET', '/healthz')).ok);
    socket.destroy();
    expect((await rig.call('GET', '/admin/stats')).status).toBe(200);
  });
});

describe('who may administer', () => {
  it('is decided by the bearer token in the header alone', async () => {
    const rig = await startAdmin();
    await rig.source('radio');
    await rig.source('other');
    const status = async (path: string, headers: Record<string, string>): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${rig.server.port}${path}`, { headers });
      const body = await response.text();
      expect(body).not.toContain(TOKENS.root);
      if (response.status !== 200) expect(faults('Problem', JSON.parse(body))).toBeNull();
      return response.status;
    };
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect(await status('/admin/stats', {})).toBe(401);
    expect(await status('/admin/stats', bearer('wrong'))).toBe(401);
    expect(await status('/admin/stats', bearer(TOKENS.plain))).toBe(403);
    expect(await status('/admin/stats', bearer(TOKENS.root))).toBe(200);
    expect(await status(`/admin/stats?token=${TOKENS.root}`, {})).toBe(401);
    expect(await status('/admin/stats', { cookie: `token=${TOKENS.root}` })).toBe(401);
    expect(await status('/admin/stats', { authorization: TOKENS.root })).toBe(401);
    expect(await status('/admin/stats', { 'sec-websocket-protocol': `latentcast.bearer.${TOKENS.root}` })).toBe(401);
    expect(await status('/admin/channels/radio', bearer(TOKENS.radio))).toBe(200);
    expect(await status('/admin/channels/other', bearer(TOKENS.radio))).toBe(403);
    expect(await status('/admin/channels', bearer(TOKENS.radio))).toBe(403);
  });

  it('is no page of another site, unless its origin is listed', async () => {
    const rig = await startAdmin({ admin: { origins: ['https://OPS.example/'] } });
    const from = async (origin: string, method = 'GET') => {
      const { status, headers } = await rig.call(method, '/admin/stats', undefined, { origin });
      return [status, headers.get('access-control-allow-origin')];
    };
    expect(await from(`http://127.0.0.1:${rig.server.port}`)).toEqual([200, null]);
    expect(await from('https://elsewhere.example')).toEqual([403, null]);
    expect(await from('null')).toEqual([403, null]);
    expect(await from('https://ops.example')).toEqual([200, 'https://ops.example']);
    expect(await from('https://ops.example', 'OPTIONS')).toEqual([204, 'https://ops.example']);
    expect(await from('https://elsewhere.example', 'OPTIONS')).toEqual([204, null]);
  });

  it('is nobody where no authorizer decides, or administration is off', async () => {
    for (const rig of [
      await startAdmin({}, { authorizer: undefined as never }),
      await startAdmin({ admin: { enabled: false } }),
      await startAdmin({ admin: undefined as never }),
    ])
      for (const path of ['/admin/stats', '/admin/openapi.json', '/status', '/metrics'])
        expect([path, (await rig.call('GET', path)).status]).toEqual([path, 404]);
  });

  it('keeps the admin routes apart from HTTP methods that a router does not know', async () => {
    const rig = await startAdmin();
    const status = await new Promise((resolve, reject) => {
      const sent = request({ port: rig.server.port, host: '127.0.0.1', path: '/admin/stats', method: 'PROPFIND' });
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      sent.end();
    });
    expect(status).toBe(405);
  });
});
