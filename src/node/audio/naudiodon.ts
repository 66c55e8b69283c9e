import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import type { AudioDevice, DeviceForm } from '../../ports/audio.js';
import { builtFile } from '../native/built-file.js';
import type { PcmCommand } from './backend.js';
import { processBackend } from './process-backend.js';
import { hostReports } from './reports.js';

const HOST = builtFile(import.meta.url, './naudiodon-host.js');

/** PortAudio by the optional package naudiodon, in a process of its own: see `naudiodon-host.ts`. */
export const naudiodonBackend = processBackend({
  name: 'naudiodon',
  async unusable() {
    try {
      createRequire(import.meta.url).resolve('naudiodon');
    } catch {
      return 'the optional package naudiodon is not installed (npm install naudiodon; it needs a C++ compiler)';
    }
    const listed = await list();
    if (typeof listed === 'string')
      return /cannot be loaded/.test(listed) ? `${listed} (npm rebuild naudiodon segfault-handler)` : listed;
    return listed.length > 0 ? undefined : 'naudiodon finds no sound device';
  },
  async devices() {
    const listed = await list();
    return typeof listed === 'string' ? [] : listed;
  },
  capture: (form) => ({ ...command('capture', form), captureFd: 3 }),
  playback: (form) => ({ ...command('playback', form), reports: hostReports }),
});

function command(mode: string, form: DeviceForm): PcmCommand {
  return { file: process.execPath, args: [HOST, mode, JSON.stringify(form)], cwd: tmpdir(), encoding: 'f32le' };
}

/** A new process each time: PortAudio sees only the devices that were there when it started. A string is an error. */
function list(): Promise<AudioDevice[] | string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [HOST, 'list'], {
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      timeout: 10_000,
    });
    let [out, err] = ['', ''];
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      // ALSA prints on standard error what it could not open; that is no failure.
      if (code === 0 && out) resolve(JSON.parse(out) as AudioDevice[]);
      else resolve(err.trim().split('\n').at(-1) || `naudiodon ended with code ${code}`);
    });
  });
}
