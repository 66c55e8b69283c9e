import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CodecError } from '../../core/errors.js';
import type { FileAudioSource } from './block-source.js';
import { ByteReader } from './byte-reader.js';
import { meterChild } from './child-cpu.js';
import { endWithProcess } from './child-group.js';
import { containerFacts } from './container-facts.js';
import { FfmpegReport } from './ffmpeg-report.js';
import type { FileReference } from './same-file.js';
import { openWav } from './wav-reader.js';

/** What FFmpeg is to read. */
export interface FfmpegInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** A regular file's path, an address, or a stream's bytes, which are passed on to FFmpeg. */
  readonly from: { readonly path: string | Uint8Array } | { readonly url: string } | { readonly reader: ByteReader };
  /** What is read, where it is a file. */
  readonly input?: FileReference;
}

/** FFmpeg 5 applies an edit list to files of one part only. */
const IGNORE_EDITS = ['-ignore_editlist', '1'];
/** Bytes of a stream that FFmpeg waits for to recognise its format: of a microphone's raw PCM, twelve seconds. */
const PROBE_BYTES = 2 ** 20;
/** How long FFmpeg has between SIGTERM and SIGKILL. */
const GRACE_MS = 1000;

/**
 * Reads the first audio stream of anything through FFmpeg. FFmpeg gets and gives bytes through pipes, so that it ends with
 * this process; a file's name decides nothing, and a playlist in a file opens no connection.
 *
 * @param ffmpeg path of the program
 * @throws CodecError AUDIO_FORMAT with FFmpeg's message, also from the blocks
 */
export async function openWithFfmpeg(ffmpeg: string, { name, from, input }: FfmpegInput): Promise<FileAudioSource> {
  const facts = 'path' in from ? await containerFacts(from.path) : {};
  const file = 'path' in from && typeof from.path !== 'string' ? await open(from.path as Buffer, 'r') : undefined;
  const child = start(ffmpeg, from, file, facts.length?.firstUnit !== undefined);
  await file?.close();
  const report = new FfmpegReport();
  (child.stderr as Readable).setEncoding('utf8').on('data', (text: string) => report.push(text));
  const ended = new Promise<number | null>((done) => {
    child.once('error', (error) => {
      report.push(error.message);
      done(null);
    });
    child.once('close', (code) => done(code));
  });
  const reader = 'reader' in from ? from.reader : undefined;
  if (reader) void feed(reader, child.stdin as Writable);
  let isStopped = false;
  let hasAudio = false;
  const stop = async (): Promise<void> => {
    isStopped = true;
    (child.stdout as Readable).destroy();
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await reader?.close();
    await ended;
    clearTimeout(timer);
  };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of child.stdout as Readable) yield chunk as Uint8Array;
    const code = await ended;
    // What FFmpeg has read before it found a fault is not lost.
    const isCrash = code === null || (code !== 0 && !hasAudio);
    if (isCrash && !isStopped)
      throw new CodecError('AUDIO_FORMAT', `${name}: FFmpeg cannot read it: ${report.lastError}`);
  }
  const chunks = Object.assign(bytes(), { destroy: () => void stop() });
  try {
    const wav = new ByteReader(chunks);
    const findLoss = (samples: number, rate: number): string | undefined =>
      isStopped
        ? undefined
        : (report.lossOf(samples / rate, facts.length && facts.length.units / facts.length.unitsPerSecond) ??
          facts.loss);
    const source = await openWav(wav, {
      name,
      container: 'ffmpeg',
      ...(input !== undefined && { input }),
      ...(facts.length && { length: facts.length }),
      findLoss,
    });
    if ((await wav.peek(1)).length === 0) throw new CodecError('AUDIO_EMPTY', 'it decodes no samples');
    hasAudio = true;
    return source;
  } catch (cause) {
    await stop();
    const reason = facts.refusal ?? (report.lastError || (cause as Error).message);
    throw new CodecError('AUDIO_FORMAT', reason, { cause });
  }
}

function start(
  ffmpeg: string,
  from: FfmpegInput['from'],
  file: FileHandle | undefined,
  ignoresEdits: boolean,
): ChildProcess {
  const source =
    'url' in from
      ? ['-protocol_whitelist', 'http,https,tcp,tls,crypto,httpproxy', '-i', from.url]
      : 'reader' in from
        ? ['-probesize', String(PROBE_BYTES), '-protocol_whitelist', 'pipe', '-i', 'pipe:0']
        : [
            ...(ignoresEdits ? IGNORE_EDITS : []),
            '-protocol_whitelist',
            'file',
            '-i',
            file ? 'file:/dev/fd/3' : `file:${resolve(from.path as string)}`,
          ];
  const conversion = ['-map', 'a:0', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
  const child = spawn(ffmpeg, ['-nostdin', '-hide_banner', '-nostats', '-v', 'level+info', ...source, ...conversion], {
    stdio: ['reader' in from ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(file ? [file.fd] : [])],
  });
  endWithProcess(child);
  meterChild(child);
  return child;
}

/** Writes all of `reader` to FFmpeg, which may end before it has taken everything. */
async function feed(reader: ByteReader, stdin: Writable): Promise<void> {
  let isGone = false;
  const gone = new Promise<void>((done) => {
    const end = (): void => {
      isGone = true;
      done();
    };
    stdin.once('error', end).once('close', end);
  });
  try {
    for await (const chunk of reader.remaining()) {
      if (isGone) break;
      // The reader's chunks are views; a stream keeps what it has not written.
      if (!stdin.write(Buffer.from(chunk)))
        await Promise.race([gone, new Promise((done) => stdin.once('drain', done))]);
    }
    stdin.end();
  } catch {
    stdin.destroy();
  }
}
