import { encodePcm } from '../../core/dsp/pcm.js';
import { CodecError, requireFloat32 } from '../../core/errors.js';
import type { DeviceForm, LiveAudioSink, LiveSinkStatus } from '../../ports/audio.js';
import type { Clock } from '../../ports/clock.js';
import type { PcmCommand } from './backend.js';
import { PlayClock } from './play-clock.js';
import { PcmProcess } from './process.js';

/**
 * A program that plays. Starts at once.
 *
 * How much waits to be played is known from the program's reports where it makes them (PulseAudio, naudiodon). Between
 * two reports, and for programs that make none, it is taken to play at the rate of the system's clock.
 */
export function processSink(command: PcmCommand, form: DeviceForm, clock: Clock): LiveAudioSink {
  const { sampleRateHz, channels } = form;
  const reported = new PlayClock(sampleRateHz);
  /** Samples per channel written, and underruns reported, so far. */
  let written = 0;
  let underruns = 0;
  /** By the system's clock, where there are no reports: `played` samples at `atMs`. */
  let played = 0;
  let atMs = clock.nowMs();
  let isClosed = false;
  const process = new PcmProcess(command, 'playback', (report) => {
    underruns += report.underruns ?? 0;
    if (report.underruns) reported.stopped();
    if (report.playedSamples !== undefined) reported.report(report.playedSamples, clock.nowMs());
  });

  const bufferedMs = (): number => {
    const nowMs = clock.nowMs();
    if (reported.hasReports) played = Math.min(written, reported.played(nowMs));
    // The device plays nothing while it has nothing.
    else played = Math.min(written, played + ((nowMs - atMs) * sampleRateHz) / 1000);
    atMs = nowMs;
    return ((written - played) / sampleRateHz) * 1000;
  };
  return {
    sampleRateHz,
    channels,
    status: (): LiveSinkStatus => ({ bufferedMs: bufferedMs(), isMeasured: reported.hasReports, underruns }),
    async write(block) {
      requireFloat32('block', block);
      if (isClosed) throw new CodecError('DEVICE', `${process.name}: it is closed`);
      if (!process.isRunning) throw process.error();
      const input = process.input!;
      bufferedMs();
      written += block.length / channels;
      const bytes = encodePcm(block, command.encoding);
      if (input.write(bytes)) return;
      await Promise.race([new Promise<void>((resolve) => input.once('drain', () => resolve())), process.ended]);
      if (!process.isRunning && !isClosed) throw process.error();
    },
    async close() {
      isClosed = true;
      await process.close(true);
    },
  };
}
