import { decodePcm, PCM_BYTES, sanitize } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike, AudioSource, DeviceForm } from '../../ports/audio.js';
import type { PcmCommand } from './backend.js';
import { PcmProcess } from './process.js';

/**
 * Audio that a program captures. Starts at the first call of `blocks`; one pass.
 *
 * What the program writes to its standard output or error never reaches those of this process. When it ends before it
 * is closed, the device has gone: `blocks` throws CodecError DEVICE naming the program and its last message.
 */
export function processSource(command: PcmCommand, form: DeviceForm): AudioSource {
  const { sampleRateHz, channels } = form;
  let running: PcmProcess | undefined;
  let isClosed = false;
  const close = async (): Promise<void> => {
    isClosed = true;
    await running?.close();
  };
  return {
    sampleRateHz,
    channels,
    close,
    async *blocks(signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
      if (running) throw new TypeError('blocks() may be called once');
      if (isClosed) return;
      if (signal?.aborted) throw aborted(command);
      const started = new PcmProcess(command, 'capture', () => {});
      running = started;
      const onAbort = (): void => void close();
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        if (started.output) yield* pcmBlocks(started.output, command, channels);
        await started.ended;
        if (signal?.aborted) throw aborted(command);
        if (!isClosed) throw started.error();
      } finally {
        signal?.removeEventListener('abort', onAbort);
        await close();
      }
    },
  };
}

const aborted = (command: PcmCommand): CodecError =>
  new CodecError('ABORTED', `${command.file}: capturing was aborted`);

/** Samples of a byte stream, [samples × channels]; a sample that two chunks share is carried over. */
async function* pcmBlocks(
  stream: AsyncIterable<Uint8Array>,
  command: PcmCommand,
  channels: number,
): AsyncGenerator<Float32Array> {
  const sampleBytes = channels * PCM_BYTES[command.encoding];
  let rest = new Uint8Array(0);
  const iterator = stream[Symbol.asyncIterator]();
  for (;;) {
    // The end of the process is the reason why a pipe broke.
    const next = await iterator.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done) return;
    let bytes: Uint8Array = next.value;
    if (rest.length > 0) {
      const joined = new Uint8Array(rest.length + bytes.length);
      joined.set(rest);
      joined.set(bytes, rest.length);
      bytes = joined;
    }
    const whole = bytes.length - (bytes.length % sampleBytes);
    rest = bytes.slice(whole);
    if (whole === 0) continue;
    const pcm = decodePcm(bytes.subarray(0, whole), command.encoding);
    sanitize(pcm);
    yield pcm;
  }
}
