import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { StreamMetadata } from '../../../core/wire/hello.js';
import { meterChild } from '../../files/child-cpu.js';
import { OggPages } from './ogg-pages.js';
import type { PlayerFormat } from './options.js';
import { OpusTitles } from './opus-titles.js';

/** What a format is to a player. */
export const FORMATS: Readonly<
  Record<PlayerFormat, { readonly type: string; readonly kbps: number; readonly args: readonly string[] | null }>
> = {
  mp3: {
    type: 'audio/mpeg',
    kbps: 128,
    args: ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
  },
  opus: {
    type: 'audio/ogg',
    kbps: 96,
    args: ['-c:a', 'libopus', '-b:a', '96k', '-page_duration', '200000', '-f', 'ogg'],
  },
  wav: { type: 'audio/wav', kbps: 1411, args: null },
};

/** Audio that is encoded and not yet handed on: pieces of some milliseconds become one. */
const GATHER_MS = 20;
/** PCM that may wait for an encoder, in bytes: beyond it the encoder does not keep up, and audio is left out. */
const MAX_WAITING_BYTES = 4 << 20;

/** Turns the audio of a channel into one format, once for all players. */
export interface FormatEncoder {
  /** What every player is sent first. */
  readonly header: Buffer;
  /** [samples × channels], interleaved. */
  write(pcm: Float32Array): void;
  /** May be called twice. */
  close(): void;
}

/** Form of the audio, and who takes what it becomes. */
export interface FormatEncoderOptions {
  /** What the audio becomes. */
  readonly format: PlayerFormat;
  /** Of the audio, in Hz. */
  readonly sampleRateHz: number;
  /** Of the audio, by which it is interleaved. */
  readonly channels: number;
  /** Path of FFmpeg; null where it is not installed: WAV alone can be made then. */
  readonly ffmpeg: string | null;
  /** What is played now, for formats that hold it in their stream. */
  readonly metadata: () => StreamMetadata;
  /** Takes what those who listen already need between two pieces of audio; who comes later is sent `header` instead. */
  readonly onLink: (bytes: Buffer) => void;
  /** Takes bytes at whose start a player may begin; they stay as they are. */
  readonly onAudio: (bytes: Buffer) => void;
  /** Called once when the encoder has ended by itself. */
  readonly onError: (error: Error) => void;
}

/** Starts an encoder. */
export function createFormatEncoder(options: FormatEncoderOptions): FormatEncoder {
  const { args } = FORMATS[options.format];
  return args === null ? new WavEncoder(options) : new FfmpegEncoder(options, args);
}

class WavEncoder implements FormatEncoder {
  readonly header: Buffer;
  readonly #onAudio: FormatEncoderOptions['onAudio'];

  constructor({ sampleRateHz, channels, onAudio }: FormatEncoderOptions) {
    this.#onAudio = onAudio;
    const header = Buffer.alloc(44);
    header.write('RIFF', 0, 'latin1');
    // The length of a stream without end, as writers to a pipe state it.
    header.writeUInt32LE(0xffff_ffff, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(channels, 22);
    header.writeUInt32LE(sampleRateHz, 24);
    header.writeUInt32LE(sampleRateHz * channels * 2, 28);
    header.writeUInt16LE(channels * 2, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(0xffff_ffff, 40);
    this.header = header;
  }

  write(pcm: Float32Array): void {
    const bytes = Buffer.alloc(2 * pcm.length);
    for (let i = 0; i < pcm.length; i++)
      bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(pcm[i]! * 32_768))), 2 * i);
    this.#onAudio(bytes);
  }

  close(): void {}
}

class FfmpegEncoder implements FormatEncoder {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #pages: OggPages | null;
  readonly #titles = new OpusTitles();
  readonly #options: FormatEncoderOptions;
  #gathered: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #errors = '';

  constructor(options: FormatEncoderOptions, args: readonly string[]) {
    const { sampleRateHz, channels, ffmpeg, format } = options;
    this.#options = options;
    this.#pages = format === 'opus' ? new OggPages() : null;
    const input = ['-f', 'f32le', '-ar', `${sampleRateHz}`, '-ac', `${channels}`, '-probesize', '32', '-i', 'pipe:0'];
    const output = [...args, '-flush_packets', '1', 'pipe:1'];
    this.#child = spawn(ffmpeg!, ['-nostdin', '-v', 'error', '-fflags', 'nobuffer', ...input, ...output], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    meterChild(this.#child);
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    this.#child.once('error', (error) => this.#fail(error));
    this.#child.once('close', () => this.#fail(new Error(`FFmpeg has ended: ${this.#errors.trim().slice(-300)}`)));
  }

  get header(): Buffer {
    return this.#titles.header;
  }

  write(pcm: Float32Array): void {
    const { stdin } = this.#child;
    if (!stdin.writable || stdin.writableLength > MAX_WAITING_BYTES) return;
    // The block is the caller's again after this.
    stdin.write(Buffer.from(pcm.slice().buffer));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
  }

  #take(chunk: Buffer): void {
    if (this.#isClosed) return;
    let audio = this.#pages ? this.#pages.push(chunk) : chunk;
    if (audio.length === 0) return;
    if (this.#pages) {
      const titled = this.#titles.push(this.#pages.header, audio, this.#options.metadata());
      audio = titled.audio;
      if (titled.link.length > 0) {
        this.#handOn();
        this.#options.onLink(titled.link);
      }
    }
    this.#gathered.push(audio);
    this.#timer ??= setTimeout(() => this.#handOn(), GATHER_MS);
  }

  #handOn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    this.#gathered = [];
    this.#options.onAudio(gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered));
  }

  #fail(error: Error): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onError(error);
  }
}
