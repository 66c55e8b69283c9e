import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { type OpenAudioOptions, openAudioFile } from './audio-file.js';
import type { FileAudioSource } from './block-source.js';
import { ByteReader } from './byte-reader.js';
import { findTool } from './tools.js';
import { openWav } from './wav-reader.js';

/**
 * Opens audio of any format that {@link openAudioFile} reads, or FFmpeg where it is installed.
 *
 * @param env environment whose PATH is searched for FFmpeg
 * @throws CodecError as `openAudioFile` does, with a hint at FFmpeg where it is missing, or with FFmpeg's message where it
 * cannot read the file either
 */
export async function openAnyAudio(
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  options: OpenAudioOptions = {},
): Promise<FileAudioSource> {
  try {
    return await openAudioFile(path, options);
  } catch (error) {
    if (!(error instanceof CodecError) || (error.code !== 'FILE_MAGIC' && error.code !== 'AUDIO_FORMAT')) throw error;
    const ffmpeg = await findTool('ffmpeg', env);
    if (ffmpeg) return openWithFfmpeg(ffmpeg, path, error);
    throw new CodecError(error.code, `${error.message} (with FFmpeg installed, anything that it reads can be)`, {
      cause: error,
    });
  }
}

async function openWithFfmpeg(ffmpeg: string, path: string, first: CodecError): Promise<FileAudioSource> {
  // Files only: a playlist must not make it open connections.
  const input = ['-protocol_whitelist', 'file', '-i', `file:${resolve(path)}`];
  const conversion = ['-map', 'a:0', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
  const child = spawn(ffmpeg, ['-nostdin', '-v', 'error', ...input, ...conversion], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-2000);
  });
  const ended = new Promise<number | null>((done) => {
    child.once('error', () => done(null));
    child.once('close', (code) => done(code));
  });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of child.stdout) yield chunk as Uint8Array;
      if ((await ended) !== 0)
        throw new CodecError('AUDIO_FORMAT', `${path}: FFmpeg cannot read it: ${lastLine(output)}`);
    } finally {
      child.kill();
    }
  }
  const reader = new ByteReader(bytes());
  try {
    return await openWav(reader, { name: path, input: path });
  } catch (cause) {
    await reader.close();
    child.kill();
    await ended;
    const reason = lastLine(output) || (cause as Error).message;
    throw new CodecError(first.code, `${first.message}; FFmpeg cannot read it either: ${reason}`, { cause });
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
