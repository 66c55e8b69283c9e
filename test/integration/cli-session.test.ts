import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startRelayServer } from '../../src/node/relay/server.js';
import { cli } from '../support/cli.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const VOICE = path.join(ROOT, 'assets/voice.flac');
/** Longer than the slowest machine needs. */
const FILES = Array<string>(12).fill(VOICE);

const LINK = `http://127.0.0.1:1/#session=${'A'.repeat(22)}`;

interface Line {
  readonly link?: string;
  readonly peers?: readonly {
    peerId: string;
    name: string;
    isOwn: boolean;
    path: { kind: string } | null;
    report: { isPlaying: boolean; errorMs: number } | null;
  }[];
  readonly positionMs?: number | null;
  readonly state?: {
    isStandIn: boolean;
    leaderId: string;
    successorId: string | null;
    segments: readonly object[];
    track: { positionMs: number } | null;
  } | null;
}

/** Resolves with the first JSON line for which `found` holds. */
function lineOf(child: ChildProcess, found: (line: Line) => unknown): Promise<Line> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if (found(line)) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
}

describe('latentcast session', () => {
  it.each([
    [['create', VOICE], /required option '--relay <url>' not specified/],
    [['create', '--relay', 'ws://127.0.0.1:1', '--again', LINK, VOICE], /--again cannot be used with --relay/],
    [['create', '--again', 'radio', VOICE], /link must be https:/],
    [['create', '--relay', 'radio', VOICE], /--relay must be the address of a relay/],
    [['create', '--relay', 'ws://127.0.0.1:1'], /name at least one file to play, or --input for a device/],
    [['create', '--relay', 'ws://127.0.0.1:1', '--input', 'x', VOICE], /--input cannot be used with files/],
    [['join', 'http://127.0.0.1:1/#session=abc'], /its part behind # is damaged; copy all of the link/],
    [
      ['join', `http://127.0.0.1:1/#session=${'A'.repeat(22)}`, '--name', ' '],
      /name must be 1 to 64 characters, got 0/,
    ],
  ])('%j is a usage error that says what to change', async (args, message) => {
    const { code, err } = await cli(['session', ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it.skipIf(!hasPulse())(
    'plays a file at both peers, over a direct path, and continues when the host is back, or its successor leads',
    async () => {
      const relay = await startRelayServer({ port: 0, site: false, graceMs: 200 });
      const pulse = await PulseDaemon.start();
      const start = (...args: string[]): ChildProcess =>
        spawn(process.execPath, [MAIN, 'session', ...args, '--audio-backend', 'pulse', '--json-lines'], {
          env: { ...process.env, ...pulse.env, XDG_CONFIG_HOME: pulse.dir },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
      const children: ChildProcess[] = [];
      try {
        const host = start('create', ...FILES, '--relay', relay.url, '--name', 'Anna', '--device', 'a');
        children.push(host);
        const { link } = await lineOf(host, (line) => line.link);
        const guest = start('join', link!, ...FILES, '--name', 'Ben', '--device', 'b');
        children.push(guest);
        const { peers } = await lineOf(
          guest,
          (line) =>
            line.peers?.length === 2 &&
            line.peers.every((peer) => peer.report?.isPlaying && peer.path?.kind !== 'relay'),
        );
        expect(peers!.map(({ name, path: way }) => [name, way?.kind ?? null])).toEqual([
          ['Ben', null],
          ['Anna', 'direct'],
        ]);

        // The host leaves: playback rests, and continues there when it is back.
        host.kill('SIGINT');
        // A line that is written just then may still state where it played.
        let before: number | null | undefined;
        const resting = await lineOf(guest, ({ state, positionMs }) => {
          const isSame = positionMs === before;
          before = positionMs;
          return state?.isStandIn && typeof positionMs === 'number' && isSame;
        });
        const back = start(
          ...['create', ...FILES, '--again', link!, '--name', 'Anna', '--device', 'a', '--successor', 'Ben'],
        );
        children.push(back);
        // It leads a moment before it has begun: until then the track is the one before.
        const { state } = await lineOf(guest, ({ state: now }) => now && !now.isStandIn && now.segments.length > 0);
        expect(state!.track!.positionMs).toBeGreaterThanOrEqual(resting.positionMs! - 1);
        await lineOf(guest, (line) => line.positionMs! > state!.track!.positionMs + 200);
        const own = peers!.find(({ isOwn }) => isOwn)!.peerId;
        await lineOf(guest, (line) => line.state?.successorId === own);

        // It leaves again: the peer that it has named plays on.
        back.kill('SIGINT');
        const led = await lineOf(guest, (line) => line.state?.leaderId === own && line.state.track);
        expect(led.state!.isStandIn).toBe(false);
        await lineOf(guest, (line) => line.positionMs! > led.state!.track!.positionMs + 200);
      } finally {
        for (const child of children) child.kill('SIGKILL');
        await pulse.stop();
        await relay.close();
      }
    },
  );
});
