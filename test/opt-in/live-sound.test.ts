import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LiveRig, LOOK_AHEAD_MS, LOW_LOOK_AHEAD_MS } from '../support/live-rig.js';
import { hasPulse } from '../support/pulse.js';

/**
 * LATENTCAST_LIVE_SECONDS=60 npx vitest run test/opt-in/live-sound.test.ts
 *
 * Plays speech for that time through PulseAudio, `send`, a relay and `listen`, and prints latency by stage, underruns,
 * memory and CPU. LATENTCAST_LIVE_OPTIONS are passed to both commands, LATENTCAST_LIVE_SEND to one, as in
 * "--device-latency 20". LATENTCAST_LIVE_CAPTURE=pulse captures without naudiodon.
 */
const SECONDS = Number(process.env.LATENTCAST_LIVE_SECONDS ?? 0);
const words = (name: string): string[] => (process.env[name] ?? '').split(' ').filter(Boolean);

/** CPU seconds and resident MB of a process and of its children. */
function usage(pid: number): { own: { cpuS: number; mb: number }; children: { cpuS: number } } {
  const read = (id: number): { cpuS: number; mb: number } => {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
    return { cpuS: (Number(stat[11]) + Number(stat[12])) / 100, mb: Math.round(Number(rss?.[1] ?? 0) / 1024) };
  };
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return { own: read(pid), children: { cpuS: ids.reduce((sum, id) => sum + read(id).cpuS, 0) } };
}

/** Times of status lines whose underruns are more than those of the line before. */
function rises(lines: readonly Record<string, unknown>[], beganMs: number): number[] {
  const count = (line: Record<string, unknown>): number => Number(line.underruns) + Number(line.deviceUnderruns);
  return lines.flatMap((line, i) =>
    i > 0 && count(line) > count(lines[i - 1]!) ? [Math.round((Number(line.atMs) - beganMs) / 1000)] : [],
  );
}

describe.skipIf(!SECONDS || !hasPulse())('live sound for long', () => {
  it(`runs for ${SECONDS} s`, { timeout: (SECONDS + 120) * 1000 }, async () => {
    const capture = process.env.LATENTCAST_LIVE_CAPTURE === 'pulse' ? ({ capture: 'pulse' } as const) : {};
    const both = words('LATENTCAST_LIVE_OPTIONS');
    const rig = await LiveRig.start({
      both,
      send: words('LATENTCAST_LIVE_SEND'),
      listen: words('LATENTCAST_LIVE_LISTEN'),
      ...capture,
    });
    try {
      const pids = [rig.send.child.pid!, rig.listen.child.pid!];
      await rig.speak();
      const atStart = { usage: pids.map(usage), underruns: rig.underruns, ms: performance.now() };
      const clipS = rig.voice.length / 44_100 + 1.5;
      // Latency is compared minute by minute.
      const parts: {
        latencyMs: number;
        correlation: number;
        gaps: number;
        underruns: number;
        roseAtS: number[];
        spokeS: number;
        steps: unknown;
        mb: number[];
      }[] = [];
      for (let left = SECONDS; left > 0; left -= 60) {
        const before = rig.underruns;
        const [beganMs, seen] = [performance.now(), rig.listen.lines.length];
        const received = await rig.speak(Math.max(1, Math.round(Math.min(60, left) / clipS)));
        parts.push({
          latencyMs: received.latencyMs,
          correlation: Number(received.correlation.toFixed(3)),
          gaps: received.gaps,
          steps: received.steps,
          underruns: rig.underruns - before,
          // Seconds into the part at which the count rose; the comparison afterwards occupies this core.
          roseAtS: rises(rig.listen.lines.slice(seen), beganMs),
          spokeS: received.seconds,
          mb: pids.map((pid) => usage(pid).own.mb),
        });
        console.log(`live: ${JSON.stringify(parts.at(-1))}`);
      }
      const seconds = (performance.now() - atStart.ms) / 1000;
      const share = (after: number, before: number): string => `${(((after - before) / seconds) * 100).toFixed(1)} %`;
      const { listen, send } = rig;
      const block = Number(words('LATENTCAST_LIVE_SEND').join(' ').split('--frames ')[1] ?? 4) * 46.44;
      console.log(
        `live sound: ${JSON.stringify({
          seconds: Math.round(seconds),
          load: readFileSync('/proc/loadavg', 'utf8').split(' ')[0],
          latencyMs: parts.map(({ latencyMs }) => latencyMs),
          ofWhichMs: {
            packetFills: Math.round(block),
            lookAhead: both.includes('--low-delay') ? LOW_LOOK_AHEAD_MS : LOOK_AHEAD_MS,
            compute: Math.round((listen.last<number>('realTimeFactor') + send.last<number>('realTimeFactor')) * block),
            playoutMargin: Math.round(listen.last<number>('minLevelMs')),
            device: Math.round(listen.last<number>('deviceMs')),
          },
          marginMs: Math.round(listen.last<number>('marginMs')),
          deviceLatencyMs: listen.last<number>('latencyMs'),
          underruns: { before: atStart.underruns, during: parts.map(({ underruns }) => underruns) },
          droppedMs: listen.last<number>('droppedMs'),
          lostFrames: listen.last<number>('lostFrames'),
          silentFrames: listen.last<number>('silentFrames'),
          cpu: pids.map((pid, i) => {
            const [now, then] = [usage(pid), atStart.usage[i]!];
            return [share(now.own.cpuS, then.own.cpuS), share(now.children.cpuS, then.children.cpuS)];
          }),
        })}`,
      );
      expect(listen.last('lostFrames')).toBe(0);
    } finally {
      await rig.stop();
    }
  });
});
