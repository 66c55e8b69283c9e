import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openNodePeer } from '../../src/node/peer/node-peer.js';
import type { LossyCloseEvent } from '../../src/ports/lossy-link.js';
import type { DataChannelLink } from '../../src/transports/datachannel/data-channel-link.js';
import { LOOPBACK } from '../support/peer-pair.js';

const ENTRY = fileURLToPath(new URL('../../dist/node/index.js', import.meta.url));

/** Answers over standard input and output, says `open`, and closes after the first message. */
const CHILD = `
import { createInterface } from 'node:readline';
import { openNodePeer } from ${JSON.stringify(ENTRY)};
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
const link = await openNodePeer({ role: 'answerer', onSignal: say }, ${JSON.stringify(LOOPBACK)});
const lines = createInterface({ input: process.stdin }).on('line', (line) => link.signal(JSON.parse(line)));
const { media } = await link.ready;
media.setHandlers({ onMessage: () => { lines.close(); process.stdin.destroy(); link.close('enough'); } });
say('open');
`;

describe('a peer in another process', () => {
  let child: ChildProcess | undefined;
  let link: DataChannelLink | undefined;
  afterEach(() => {
    link?.close();
    child?.kill('SIGKILL');
  });

  async function connect(onClose: (event: LossyCloseEvent) => void): Promise<DataChannelLink> {
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', CHILD], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = process_;
    const opened = await openNodePeer(
      {
        role: 'offerer',
        deadMs: 600,
        heartbeatMs: 150,
        onClose,
        onSignal: (signal) => process_.stdin.write(`${JSON.stringify(signal)}\n`),
      },
      LOOPBACK,
    );
    link = opened;
    const isOpen = new Promise<void>((resolve) => {
      createInterface({ input: process_.stdout }).on('line', (line) => {
        const value = JSON.parse(line);
        if (value === 'open') resolve();
        else opened.signal(value);
      });
    });
    await Promise.all([isOpen, opened.ready]);
    return opened;
  }

  it('that is killed is noticed by its silence, long before WebRTC notices', async () => {
    const closed = new Promise<LossyCloseEvent>((resolve) => void connect(resolve).then(() => child!.kill('SIGKILL')));
    expect((await closed).error).toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: 'nothing has come from the peer for 600 ms',
    });
  });

  it('says why it closes, and its process ends by itself', async () => {
    const closed = new Promise<LossyCloseEvent>((resolve) => {
      void connect(resolve).then(async (opened) => (await opened.ready).media.send(new Uint8Array([1])));
    });
    expect(await closed).toEqual({ reason: 'enough' });
    expect(await once(child!, 'exit')).toEqual([0, null]);
  });
});

describe('node-datachannel', () => {
  it('names a wrong option', async () => {
    const settings = { role: 'offerer', onSignal: () => {} } as const;
    await expect(openNodePeer(settings, { portRange: [80, 90] })).rejects.toThrow(
      'portRange[0] must be an integer from 1024 to 65535, got 80',
    );
    await expect(openNodePeer(settings, { portRange: [5000, 4000] })).rejects.toThrow('portRange[1] must be');
    await expect(openNodePeer(settings, { host: 'x' } as never)).rejects.toThrow('host is not an option');
  });

  it('is not loaded before a peer is opened, and its absence names the command that installs it', async () => {
    const script = `
      import { register } from 'node:module';
      const hook = "export async function resolve(name, context, next) { if (name === 'node-datachannel') throw Object.assign(new Error(\\"Cannot find package 'node-datachannel'\\"), { code: 'ERR_MODULE_NOT_FOUND' }); return next(name, context); }";
      register('data:text/javascript,' + encodeURIComponent(hook));
      const { openNodePeer } = await import(${JSON.stringify(ENTRY)});
      await openNodePeer({ role: 'offerer', onSignal: () => {} }).catch((error) => console.log(error.code, error.message));
    `;
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    process_.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    await once(process_, 'close');
    expect(text.trim()).toBe(
      'NOT_INSTALLED a connection to another peer needs the package node-datachannel: npm install --ignore-scripts --include=optional',
    );
  });
});
