import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { createSession, joinSession } from '../../src/node/session/open-session.js';
import type { SessionNode } from '../../src/session/session-node.js';

const PROCESS = fileURLToPath(new URL('../support/session-peer-process.mjs', import.meta.url));
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startRelay(port = 0, options: Parameters<typeof startRelayServer>[0] = {}): Promise<RelayServer> {
  const relay = await startRelayServer({ port, site: false, graceMs: 200, ...options });
  closers.push(() => relay.close());
  return relay;
}

interface Child {
  readonly process: ChildProcess;
  readonly messages: string[];
  readonly controls: number[];
  paths: Record<string, string>;
}

async function startPeer(link: string, name: string, direct: boolean): Promise<Child> {
  const process = fork(PROCESS, [link, name, direct ? 'direct' : 'relay'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  closers.push(() => void process.kill('SIGKILL'));
  const child: Child = { process, messages: [], controls: [], paths: {} };
  await new Promise<void>((resolve, reject) => {
    process.once('exit', (code) => reject(new Error(`the peer ended with ${code}`)));
    process.on(
      'message',
      (told: { joined?: string; message?: string; control?: number; paths?: Record<string, string> }) => {
        if (told.joined !== undefined) resolve();
        if (told.message !== undefined) child.messages.push(told.message);
        if (told.control !== undefined) child.controls.push(told.control);
        if (told.paths) child.paths = told.paths;
      },
    );
  });
  return child;
}

function keep(session: SessionNode): SessionNode {
  closers.push(() => session.close());
  return session;
}

const wait = (condition: () => unknown) =>
  vi.waitFor(() => expect(condition(), String(condition)).toBeTruthy(), { timeout: 60_000, interval: 20 });

/** A TCP proxy that keeps what the server sends, which WebSocket does not mask. */
async function capture(port: number): Promise<{ readonly server: Server; readonly port: number; bytes(): Buffer }> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = tcpConnect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (data) => chunks.push(data));
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { server, port: (server.address() as { port: number }).port, bytes: () => Buffer.concat(chunks) };
}

describe('a listening session of several processes', () => {
  it('begins over the relay, goes over to direct paths, and goes on when the relay is killed and when it is back', async () => {
    const relay = await startRelay(0, { sessions: { stunPort: 0 } });
    expect(relay.stunPort).toBeGreaterThan(0);
    const host = keep(await createSession(relay.url, { name: 'Anna' }));
    const [ben, cleo] = await Promise.all([startPeer(host.link, 'Ben', true), startPeer(host.link, 'Cleo', true)]);
    let n = 0;
    const play = setInterval(() => {
      host.broadcast(0).send(Buffer.from(`message ${n}`));
      host.sendControlToAll({ type: 'count', n: n++ });
    }, 50);
    closers.push(() => clearInterval(play));
    await wait(() => ben.paths.Anna === 'direct' && cleo.paths.Anna === 'direct');
    const { port } = relay;
    await relay.close();
    const atClose = n;
    await wait(() => n > atClose + 20);
    await startRelay(port);
    await wait(() => host.isAtRelay);
    const dan = keep(await joinSession(host.link, { name: 'Ben', direct: false }));
    await wait(() => dan.peers.size === 3);
    expect(dan.ownName).toMatch(/^Ben/);
    const numbers = ({ messages }: Child): number[] =>
      messages.map((hex) => Number(Buffer.from(hex, 'hex').toString().slice(8))).sort((a, b) => a - b);
    const afterDan = n;
    await wait(() => [ben, cleo].every((child) => numbers(child).at(-1)! >= afterDan));
    clearInterval(play);
    await wait(() => [ben, cleo].every(({ controls }) => controls.at(-1) === n - 1));
    for (const child of [ben, cleo]) {
      const { controls } = child;
      expect(controls).toEqual(Array.from({ length: n - controls[0]! }, (_, i) => controls[0]! + i));
      // Ways that differ in length change the order, which frames do not need. Media are not sent again: what a process that
      // stands still does not take is lost, and nothing comes twice.
      const own = numbers(child);
      expect(new Set(own).size).toBe(own.length);
      expect(own.length).toBeGreaterThan((own.at(-1)! - own[0]!) / 2);
    }
  });

  it('sends nothing over the relay that can be read there: neither sound, names, nor keys', async () => {
    const relay = await startRelay();
    const proxy = await capture(relay.port);
    const host = keep(await createSession(`ws://127.0.0.1:${proxy.port}`, { name: 'Annabella', direct: false }));
    const peer = keep(await joinSession(host.link, { name: 'Benedikta', direct: false }));
    const heard: string[] = [];
    peer.broadcast(0).onMessage((message) => heard.push(Buffer.from(message).toString()));
    peer.onControl('secret', ({ text }) => heard.push(String(text)));
    // What comes before the peer has the key to it is lost, as sound may be.
    await wait(() => {
      host.broadcast(0).send(Buffer.from('known beginning'));
      return heard.includes('known beginning');
    });
    for (let i = 0; i < 20; i++) host.broadcast(0).send(Buffer.from(`known payload ${i}`));
    host.sendControlToAll({ type: 'secret', text: 'known control' });
    await wait(() => heard.filter((text) => text !== 'known beginning').length === 21);
    const seen = proxy.bytes();
    // What may be seen is: a welcome, and that there is a peer.
    expect(seen.includes('"type":"welcome"') && seen.includes(host.ownId)).toBe(true);
    const key = host.link.split('#session=')[1]!;
    for (const secret of ['known beginning', 'known payload', 'known control', 'Annabella', 'Benedikta', 'secret', key])
      expect(seen.includes(secret), secret).toBe(false);
    expect(seen.includes(Buffer.from(key, 'base64url'))).toBe(false);
  });

  it('says what is wrong: another relay, a link that is damaged, a session that is not there, an insecure relay path', async () => {
    const relay = await startRelay();
    const link = `http://127.0.0.1:${relay.port}/#session=${'A'.repeat(22)}`;
    await expect(joinSession(link, { name: 'Ben', direct: false })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
    await expect(joinSession(link.slice(0, -1), { name: 'Ben' })).rejects.toThrow(/its part behind # is damaged/);
    await expect(joinSession('http://127.0.0.1:1/', { name: 'Ben' })).rejects.toThrow(
      /^the link must be https:\/\/HOST\/#session=KEY/,
    );
    await expect(
      joinSession(`http://127.0.0.1:1/#session=${'A'.repeat(22)}`, { name: 'Ben', direct: false }),
    ).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
    await expect(createSession(relay.url, { name: ' ' })).rejects.toThrow('name must be 1 to 64 characters, got 0');
    await expect(createSession('relay', { name: 'Ben' })).rejects.toThrow(/^relay must be the address of a relay/);
    const closed = await startRelay(0, { sessions: { enabled: false } });
    await expect(createSession(closed.url, { name: 'Ben', direct: false })).rejects.toThrow(
      'this relay carries no listening sessions',
    );
  });

  it('is created by those alone who may publish on session.*, joined by those who may listen, and ends where a key is withdrawn', async () => {
    const token = generateStaticKey();
    const refused: string[] = [];
    const relay = await startRelay(0, {
      access: {
        anonymous: { publish: ['radio'], listen: ['session.*'] },
        keys: [{ name: 'anna', hash: hashStaticKey(token), publish: ['session.*'], listen: ['session.*'] }],
      },
      onRefused: (channel, error) => refused.push(`${channel.slice(0, 8)} ${error.code}`),
    });
    await expect(createSession(relay.url, { name: 'Ben', direct: false })).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: 'not allowed to create a session on this relay',
    });
    expect(refused).toEqual(['session. NOT_ALLOWED']);
    const host = keep(await createSession(relay.url, { name: 'Anna', direct: false, token }));
    const peer = keep(await joinSession(host.link, { name: 'Ben', direct: false }));
    await wait(() => host.peers.size === 1);
    const ended = new Promise<Error>((resolve) => host.on('ended', resolve));
    await relay.access.update({ anonymous: { publish: [], listen: ['session.*'] } });
    expect(await ended).toMatchObject({ code: 'NOT_ALLOWED' });
    await wait(() => peer.hostId === null);
  });
});
