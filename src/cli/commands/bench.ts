import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { openAudioFile } from '../../node/files/audio-file.js';
import { writeOutput } from '../../node/files/output-file.js';
import { makeFolder } from '../../node/files/output-folder.js';
import { jsonReportKind } from '../../node/files/output-kind.js';
import { checkOutput } from '../../node/files/output-target.js';
import { throwIfAborted } from '../../node/files/throw-if-aborted.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { startRelayServer } from '../../node/relay/server.js';
import { benchCodec, type CodecBench } from '../bench/codec.js';
import { benchKernels, type KernelBench } from '../bench/kernels.js';
import { benchRelay } from '../bench/relay.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { type RoundTripResult, roundTrip } from '../demo/round-trip.js';
import { digits, formatMs } from '../format.js';
import { openModel } from '../model.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import { forceOption, jsonOption, modelOption } from '../options.js';
import { table } from '../table.js';

type Latency = Omit<RoundTripResult, 'pcm'>;
type RelayBench = Awaited<ReturnType<typeof benchRelay>>;

const REPORT = jsonReportKind('a report of bench', 'machine');

/** `latentcast bench`: measures the speed of this machine. */
export function registerBench(program: Command, context: CliContext): void {
  const command = program
    .command('bench')
    .description('measure this machine: codec speed by preset, kernels, relay, end-to-end latency')
    .addOption(modelOption())
    .option('--out <file>', 'also write the JSON to a file')
    .addOption(forceOption())
    .addOption(jsonOption())
    .action(async (options: { model: string; out?: string; force?: true; json?: true }) => {
      const { out } = options;
      const output = { kind: REPORT, replace: options.force === true };
      if (out === undefined) refuseOptions(command, NOT_APPLICABLE.bench.noFile);
      else {
        await makeFolder(dirname(out));
        await checkOutput(out, output);
      }
      const model = await openModel(context, options.model);
      try {
        // First, while the heap is almost empty: it also measures the memory of a connection.
        note(context, 'relay…');
        const relay = await benchRelay();
        note(context, 'codec…');
        const codec = await benchCodec(model);
        note(context, 'kernels…');
        const kernels = await benchKernels();
        note(context, 'latency over the loopback, in real time…');
        const latency = await benchLatency(model, context.signal);
        const machine = {
          cpu: cpus()[0]?.model ?? 'unknown',
          cores: cpus().length,
          node: process.version,
          platform: process.platform,
          arch: process.arch,
        };
        const report = { machine, model: model.info.id, codec, kernels, relay, latency };
        throwIfAborted(context.signal, 'the benchmark');
        const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
        if (out !== undefined) await writeOutput(out, output, (write) => write(text));
        if (options.json) printJson(context, report);
        else
          for (const part of [codecTable(codec), kernelTable(kernels), relayTable(relay), latencyTable(latency)])
            print(context, `${part}\n`);
      } finally {
        await model.close();
      }
    });
}

async function benchLatency(model: OnnxModel, signal: AbortSignal): Promise<Latency> {
  const relay = await startRelayServer({ port: 0 });
  const source = await openAudioFile(fileURLToPath(new URL('../../../assets/voice.flac', import.meta.url)));
  try {
    const { results } = await roundTrip({
      model,
      relay,
      channel: 'bench',
      source,
      planes: [1],
      preset: 'live',
      speed: 1,
      signal,
    });
    const { pcm: _pcm, ...figures } = results[0]!;
    return figures;
  } finally {
    await source.close();
    await relay.close();
  }
}

function codecTable(rows: readonly CodecBench[]): string {
  return table(
    [
      [
        'codec',
        'preset',
        'frames per call',
        'CPU / audio time',
        'wall / audio time',
        'streams per core',
        'packets/s per core',
        'CPU in stereo / mono',
      ],
      null,
      ...rows.map((r) => [
        r.direction,
        r.preset,
        String(r.framesPerCall),
        digits(r.realTimeFactor),
        digits(r.wallFactor),
        digits(r.streamsPerCore),
        digits(r.packetsPerSecond),
        r.stereoRatio === undefined ? '' : digits(r.stereoRatio),
      ]),
    ],
    { right: [2, 3, 4, 5, 6, 7] },
  );
}

function kernelTable(rows: readonly KernelBench[]): string {
  const us = (value: number | null): string => (value === null ? 'not built' : `${digits(value)} µs`);
  return table(
    [
      ['kernel', 'size', 'TypeScript', 'native', 'TypeScript / native'],
      null,
      ...rows.map((r) => [
        r.kernel,
        r.size,
        us(r.typescriptUs),
        us(r.nativeUs),
        r.ratio === null ? '–' : `${digits(r.ratio)} ×`,
      ]),
    ],
    { right: [2, 3, 4] },
  );
}

function relayTable(result: RelayBench): string {
  const { memory, loopback, listeners } = result;
  return table(
    [
      [
        `relay, ${listeners} listeners`,
        'messages/s',
        'µs of CPU per message',
        'bytes per connection',
        'core for 10,000 live',
      ],
      null,
      ['state machine alone', digits(memory.messagesPerSecond), digits(memory.cpuMicrosPerMessage), '', ''],
      [
        'sockets on the loopback',
        digits(loopback.messagesPerSecond),
        digits(loopback.cpuMicrosPerMessage),
        loopback.bytesPerConnection === null ? 'not measurable' : digits(loopback.bytesPerConnection),
        `${digits(loopback.coreShare10kLive * 100)} %`,
      ],
    ],
    { right: [1, 2, 3, 4] },
  );
}

function latencyTable({ latency }: Latency): string {
  return table(
    [
      ['latency, live preset', ''],
      null,
      ...Object.entries(latency ?? {}).map(([name, ms]) => [name.replace(/Ms$/, ''), formatMs(ms)]),
    ],
    { right: [1] },
  );
}
