import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePcm } from '../../core/dsp/pcm.js';
import { openAudioFile } from '../files/audio-file.js';
import { findTool, runTool } from '../files/tools.js';
import { wavFileSink } from '../files/wav.js';
import { type Clip, convert, estimateLag, readMono } from './clip.js';
import { englishName } from './row-texts.js';

/** A clip that was encoded and decoded by a peer. */
export interface PeerResult {
  /** Size of the encoded file. */
  readonly bytes: number;
  /** Decoded, mono at the clip's rate, as long as the clip. */
  readonly mono: Float32Array;
  /** What the page plays. */
  readonly audio: { readonly type: string; readonly bytes: Uint8Array };
  /** How it was made, for the page. */
  readonly how: string;
  /** Audio that is missing in what was made of the encoded file, as sentences. @default none */
  readonly faults?: readonly string[];
}

/** A format that the latents are compared with. */
export interface Peer {
  readonly id: string;
  readonly name: string;
  /** Programs that can encode it; any of them. */
  readonly programs: readonly string[];
  /** Commands that install one of them; shown where there is none. */
  readonly install: string;
  /** @returns null where no program for it is installed; @throws CodecError FILE_IO when the program fails, ABORTED */
  run(work: PeerWork): Promise<PeerResult | null>;
}

/** What a peer is to encode. */
export interface PeerWork {
  /** Folder for temporary files. */
  readonly dir: string;
  /** The clip as a 16-bit WAV file. */
  readonly wav: string;
  readonly clip: Clip;
  /** The clip as mono. */
  readonly mono: Float32Array;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

const FFMPEG = {
  programs: ['FFmpeg'],
  install: 'apt install ffmpeg, brew install ffmpeg, winget install ffmpeg',
};

const CODEC2_RATE_HZ = 8000;
const CODEC2_MODE = '1300';

/** The formats that latents are compared with. */
export const PEERS: readonly Peer[] = [
  // 8 kbit/s is LAME's lowest rate, at which it chooses 8 kHz.
  ffmpegPeer('mp3-low', englishName('mp3-low'), 'mp3', ['-c:a', 'libmp3lame', '-ar', '8000', '-b:a', '8k']),
  ffmpegPeer('mp3-128', 'MP3, 128 kbit/s', 'mp3', ['-c:a', 'libmp3lame', '-b:a', '128k']),
  vorbisPeer(),
  opusPeer(6),
  opusPeer(12),
  codec2Peer(),
];

function ffmpegPeer(id: string, name: string, ending: 'mp3' | 'ogg' | 'opus', options: readonly string[]): Peer {
  return {
    id,
    name,
    ...FFMPEG,
    run: async (work) => {
      const ffmpeg = await findTool('ffmpeg', work.env);
      if (!ffmpeg) return null;
      const out = join(work.dir, `${id}.${ending}`);
      const args = ['-nostdin', '-v', 'error', '-y', '-i', work.wav, '-map_metadata', '-1', ...options, out];
      await runTool(ffmpeg, args, work.signal);
      return finish(work, out, ending === 'mp3' ? 'audio/mpeg' : 'audio/ogg', `ffmpeg ${options.join(' ')}`);
    },
  };
}

/** Vorbis at its lowest quality, −1 with oggenc. FFmpeg ignores negative ones: there a managed rate, or quality 0. */
function vorbisPeer(): Peer {
  const id = 'vorbis';
  const name = englishName(id);
  const managed = ffmpegPeer(id, name, 'ogg', ['-c:a', 'libvorbis', '-b:a', '32k']);
  const quality = ffmpegPeer(id, name, 'ogg', ['-c:a', 'libvorbis', '-q:a', '0']);
  return {
    id,
    name,
    programs: ['vorbis-tools', 'FFmpeg'],
    install: 'apt install vorbis-tools, brew install vorbis-tools',
    run: async (work) => {
      const oggenc = await findTool('oggenc', work.env);
      if (!oggenc) return managed.run(work).catch(() => quality.run(work));
      const out = join(work.dir, 'vorbis.ogg');
      await runTool(oggenc, ['--quiet', '-q', '-1', '-o', out, work.wav], work.signal);
      return finish(work, out, 'audio/ogg', 'oggenc -q -1');
    },
  };
}

function opusPeer(kbps: number): Peer {
  const withFfmpeg = ffmpegPeer(`opus-${kbps}`, '', 'opus', ['-c:a', 'libopus', '-b:a', `${kbps}k`]);
  return {
    id: `opus-${kbps}`,
    name: `Opus, ${kbps} kbit/s`,
    programs: ['opus-tools', 'FFmpeg'],
    install: 'apt install opus-tools, brew install opus-tools',
    run: async (work) => {
      const opusenc = await findTool('opusenc', work.env);
      if (!opusenc) return withFfmpeg.run(work);
      const out = join(work.dir, `opus-${kbps}.opus`);
      await runTool(opusenc, ['--quiet', '--bitrate', String(kbps), work.wav, out], work.signal);
      return finish(work, out, 'audio/ogg', `opusenc --bitrate ${kbps}`);
    },
  };
}

/** A speech codec: 8 kHz mono, not made for music. */
function codec2Peer(): Peer {
  return {
    id: 'codec2',
    name: `Codec2, ${CODEC2_MODE} bit/s`,
    programs: ['Codec2'],
    install: 'apt install codec2, brew install codec2',
    run: async (work) => {
      const [c2enc, c2dec] = [await findTool('c2enc', work.env), await findTool('c2dec', work.env)];
      const [raw, bits, back] = ['codec2.raw', 'codec2.c2', 'codec2.back.raw'].map((name) => join(work.dir, name)) as [
        string,
        string,
        string,
      ];
      const narrow = convert(work.clip, { sampleRateHz: CODEC2_RATE_HZ, channels: 1 });
      await writeFile(raw, encodePcm(narrow.pcm, 's16le'));
      let how = `c2enc ${CODEC2_MODE}, 8 kHz mono`;
      if (c2enc && c2dec) {
        await runTool(c2enc, [CODEC2_MODE, raw, bits], work.signal);
        await runTool(c2dec, [CODEC2_MODE, bits, back], work.signal);
      } else {
        const ffmpeg = await findTool('ffmpeg', work.env);
        if (!ffmpeg) return null;
        how = `ffmpeg -c:a libcodec2 -mode ${CODEC2_MODE}, 8 kHz mono`;
        const form = ['-f', 's16le', '-ar', String(CODEC2_RATE_HZ), '-ac', '1'];
        const quiet = ['-nostdin', '-v', 'error', '-y'];
        const encode = ['-c:a', 'libcodec2', '-mode', CODEC2_MODE, '-f', 'codec2', bits];
        await runTool(ffmpeg, [...quiet, ...form, '-i', raw, ...encode], work.signal);
        await runTool(ffmpeg, [...quiet, '-f', 'codec2', '-i', bits, ...form, back], work.signal);
      }
      const decoded = floatsOf(await readFile(back));
      // Its delay is not documented.
      const lag = estimateLag(narrow.pcm, decoded, CODEC2_RATE_HZ);
      const aligned = Float32Array.from({ length: narrow.pcm.length }, (_, i) => decoded[i + lag] ?? 0);
      const wav = join(work.dir, 'codec2.wav');
      const sink = await wavFileSink(wav, { sampleRateHz: CODEC2_RATE_HZ, channels: 1 });
      await sink.write(aligned);
      await sink.close();
      return { ...(await finish(work, wav, 'audio/wav', how)), bytes: (await stat(bits)).size };
    },
  };
}

async function finish(work: PeerWork, path: string, type: string, how: string): Promise<PeerResult> {
  const source = await openAudioFile(path);
  try {
    const mono = await readMono(source, work.clip.sampleRateHz, work.mono.length);
    const bytes = await readFile(path);
    const faults = source.isIncomplete ? source.warnings : [];
    return { bytes: bytes.length, mono, audio: { type, bytes }, how, faults };
  } finally {
    await source.close();
  }
}

function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
}
