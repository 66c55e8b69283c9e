/**
 * The process that naudiodon lives in. `node naudiodon-host.js list|capture|playback JSON`
 *
 * naudiodon's side effects stay in this process, away from the program that streams: PortAudio's callbacks block while
 * they wait for data; the native side prints on standard output, which the parent discards (PCM goes through descriptor
 * 3 and standard input); the device list is fixed when PortAudio starts (the next process sees the new one);
 * segfault-handler writes `crash.log` into the working folder (a temporary one).
 */
import { createWriteStream, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

interface HostOptions {
  readonly device?: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly latencyMs: number;
}

interface PortAudioDevice {
  readonly id: number;
  readonly name: string;
  readonly maxInputChannels: number;
  readonly maxOutputChannels: number;
  readonly hostAPIName: string;
}

interface AudioIo extends NodeJS.ReadWriteStream {
  start(): void;
}

interface Naudiodon {
  readonly SampleFormatFloat32: number;
  getDevices(): PortAudioDevice[];
  getHostAPIs(): { HostAPIs: { name: string; defaultInput: number; defaultOutput: number }[] };
  AudioIO: new (options: object) => AudioIo;
}

/** Chunks that naudiodon queues before it makes a writer wait. */
const QUEUED_CHUNKS = 2;
/** A device that neither delivers nor accepts anything for this time has gone; starting one may take some seconds. */
const SILENT_MS = 2000;
const STARTING_MS = 8000;
/** Silence after the end, longer than what PortAudio and ALSA hold. */
const TAIL_CHUNKS = 8;
const FLOAT_BYTES = 4;

const [mode, json = '{}'] = process.argv.slice(2);
const fail = (message: string): never => {
  writeSync(2, `${message}\n`);
  process.exit(1);
};

const naudiodon = load();
if (mode === 'list') list();
else if (mode === 'capture') capture(JSON.parse(json) as HostOptions);
else if (mode === 'playback') void playback(JSON.parse(json) as HostOptions);
else fail(`unknown mode ${mode}`);

function load(): Naudiodon {
  try {
    return createRequire(import.meta.url)('naudiodon') as Naudiodon;
  } catch (error) {
    return fail(`naudiodon cannot be loaded: ${(error as Error).message.split('\n')[0]}`);
  }
}

function list(): void {
  const apis = naudiodon.getHostAPIs().HostAPIs;
  const isDefault = (id: number, key: 'defaultInput' | 'defaultOutput'): boolean => apis[0]?.[key] === id;
  const devices = naudiodon.getDevices().flatMap((device) => {
    const common = { id: String(device.id), name: device.name };
    return [
      ...(device.maxInputChannels > 0
        ? [{ ...common, direction: 'input', isDefault: isDefault(device.id, 'defaultInput') }]
        : []),
      ...(device.maxOutputChannels > 0
        ? [{ ...common, direction: 'output', isDefault: isDefault(device.id, 'defaultOutput') }]
        : []),
    ];
  });
  writeSync(3, JSON.stringify(devices));
  process.exit(0);
}

function ioOptions(options: HostOptions, direction: 'input' | 'output'): { chunkSamples: number; io: object } {
  const chunkSamples = Math.max(64, Math.round((options.sampleRateHz * options.latencyMs) / 2000));
  return {
    chunkSamples,
    io: {
      deviceId: deviceId(options.device, direction),
      channelCount: options.channels,
      sampleRate: options.sampleRateHz,
      sampleFormat: naudiodon.SampleFormatFloat32,
      // PortAudio's own figures are truncated to whole seconds by naudiodon, that is to 0: so the size is stated.
      framesPerBuffer: chunkSamples,
      maxQueue: QUEUED_CHUNKS,
      highwaterMark: chunkSamples * options.channels * FLOAT_BYTES,
      // One overflow in hours must not end a stream: it costs some milliseconds of silence, which are counted.
      closeOnError: false,
    },
  };
}

/** −1 is PortAudio's default. An id, else a name, else the start of one that only one device has. */
function deviceId(wanted: string | undefined, direction: 'input' | 'output'): number {
  if (wanted === undefined) return -1;
  const key = direction === 'input' ? 'maxInputChannels' : 'maxOutputChannels';
  const devices = naudiodon.getDevices().filter((device) => device[key] > 0);
  const found =
    devices.find((device) => String(device.id) === wanted) ??
    devices.find((device) => device.name === wanted) ??
    devices.find((device) => device.name.toLowerCase().startsWith(wanted.toLowerCase()));
  return (
    found?.id ??
    fail(
      `no ${direction} device ${JSON.stringify(wanted)}; there are: ${devices.map((d) => d.name).join(', ') || 'none'}`,
    )
  );
}

function capture(options: HostOptions): void {
  const { io } = ioOptions(options, 'input');
  const stream = new naudiodon.AudioIO({ inOptions: io });
  const out = createWriteStream('', { fd: 3 });
  out.on('error', () => process.exit(0));
  const watchdog = watch();
  stream.on('data', (bytes: Buffer) => {
    watchdog();
    // A parent that does not read for a second has stopped; audio is better lost than late.
    if (out.writableLength < options.sampleRateHz * options.channels * FLOAT_BYTES) out.write(bytes);
  });
  stream.start();
}

async function playback(options: HostOptions): Promise<void> {
  const { chunkSamples, io } = ioOptions(options, 'output');
  const stream = new naudiodon.AudioIO({ outOptions: io });
  const sampleBytes = options.channels * FLOAT_BYTES;
  const chunkBytes = chunkSamples * sampleBytes;
  const chunkMs = (chunkSamples / options.sampleRateHz) * 1000;
  let accepted = 0;
  let underruns = 0;
  let acceptedMs = 0;
  const reporter = setInterval(() => {
    const played = Math.max(0, accepted - QUEUED_CHUNKS * chunkSamples);
    writeSync(2, `{"played":${played},"underruns":${underruns}}\n`);
    underruns = 0;
  }, 50);
  const watchdog = watch();
  let started = false;
  let pending: Buffer = Buffer.alloc(0);
  const writeChunk = (chunk: Buffer): Promise<void> =>
    new Promise((resolve) => {
      stream.write(chunk, () => {
        accepted += chunk.length / sampleBytes;
        acceptedMs = performance.now();
        watchdog();
        resolve();
      });
      if (started) return;
      started = true;
      stream.start();
    });
  for await (const bytes of process.stdin) {
    // All that was accepted has been played before this came: the device stood still.
    if (started && performance.now() - acceptedMs > (QUEUED_CHUNKS + 1) * chunkMs) underruns++;
    pending = pending.length > 0 ? Buffer.concat([pending, bytes as Buffer]) : (bytes as Buffer);
    while (pending.length >= chunkBytes) {
      await writeChunk(pending.subarray(0, chunkBytes));
      pending = pending.subarray(chunkBytes);
    }
    // Only a write under way is watched: a parent that sends nothing is no fault of the device.
    watchdog(null);
  }
  clearInterval(reporter);
  if (pending.length > 0) await writeChunk(Buffer.concat([pending, Buffer.alloc(chunkBytes - pending.length)]));
  if (!started) process.exit(0);
  // PortAudio drops what it holds when it is stopped: that should be silence.
  for (let i = 0; i < TAIL_CHUNKS; i++) await writeChunk(Buffer.alloc(chunkBytes));
  watchdog(null);
  stream.on('finished', () => process.exit(0));
  stream.end();
  setTimeout(() => process.exit(0), 2000);
}

/**
 * Ends the process when the device has stopped. The returned function is called whenever it delivered or took
 * something; with null to pause.
 */
function watch(): (pause?: null) => void {
  let timer = setTimeout(() => fail('the device delivers no audio'), STARTING_MS);
  return (pause) => {
    clearTimeout(timer);
    if (pause === null) return;
    timer = setTimeout(() => fail('the device has stopped'), SILENT_MS);
  };
}
