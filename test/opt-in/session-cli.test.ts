import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setEnvironment } from '../support/environment.js';
import { Cli, VOICE } from '../support/live-rig.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { makeSides, recordSides } from '../support/session-sound.js';

interface Line {
  readonly peers?: readonly { readonly name: string; readonly report: { readonly isPlaying: boolean } | null }[];
}

/**
 * LATENTCAST_SESSION_SECONDS=8 npx vitest run test/opt-in/session-cli.test.ts
 *
 * Records for that time what two processes of `latentcast session` play, with the default model, over a relay and a direct
 * path, and prints how far they are apart.
 */
const SECONDS = Number(process.env.LATENTCAST_SESSION_SECONDS ?? 0);

describe.skipIf(!SECONDS || !hasPulse())(
  'latentcast session, in processes of its own over a relay and a PulseAudio daemon',
  () => {
    let daemon: PulseDaemon;
    let relay: Cli;
    let host: Cli;
    let guest: Cli;
    let restoreEnvironment: (() => void) | undefined;

    beforeAll(async () => {
      daemon = await PulseDaemon.start();
      makeSides(daemon);
      restoreEnvironment = setEnvironment({ ...daemon.env, XDG_CONFIG_HOME: daemon.dir });
      relay = new Cli(['serve', '--port', '0']);
      await relay.noted(/relay on/);
      const url = /relay on (\S+)\/CHANNEL/.exec(relay.err)![1]!;
      const common = ['--json-lines', '--audio-backend', 'pulse'];
      host = new Cli([
        ...['session', 'create', ...Array.from({ length: 12 }, () => VOICE), '--relay', url, '--name', 'Ana'],
        ...['--device', 'left', '--control', 'all', ...common],
      ]);
      await host.until('the link', () => host.last<string>('link') !== undefined);
      guest = new Cli(['session', 'join', host.last<string>('link'), '--name', 'Bo', '--device', 'right', ...common]);
    });
    afterAll(async () => {
      for (const cli of [guest, host, relay]) await cli?.interrupt();
      restoreEnvironment?.();
      await daemon?.stop();
    });

    it('plays at two sinks in sync, and shows it', { timeout: (SECONDS * 2 + 120) * 1000 }, async () => {
      const isPlaying = (): boolean =>
        (guest.last<Line['peers']>('peers') ?? []).filter(({ report }) => report?.isPlaying).length === 2;
      await guest.until('both play', isPlaying);
      const skewsMs = await recordSides(daemon, SECONDS);
      const at = (share: number): number => Math.abs(skewsMs[Math.floor(share * (skewsMs.length - 1))]!);
      console.log(
        `session: ${skewsMs.length} windows, ${[0.5, 0.9, 1].map((share) => at(share).toFixed(2)).join(' / ')} ms`,
      );
      expect(skewsMs.length).toBeGreaterThan(8);
      expect(at(0.5)).toBeLessThan(5);
      expect(at(0.9)).toBeLessThan(20);
      const peers = guest.last<NonNullable<Line['peers']>>('peers');
      expect(peers.map(({ name }) => name)).toEqual(['Bo', 'Ana']);
    });

    it('leaves in order when it is interrupted', async () => {
      expect(await guest.interrupt()).toBe(0);
      await host.noted(/Bo has left/);
      expect(await host.interrupt()).toBe(0);
    });
  },
);
