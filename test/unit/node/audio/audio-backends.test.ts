import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BACKENDS,
  chooseBackend,
  chooseDevice,
  type DeviceChoice,
  findDevice,
} from '../../../../src/node/audio/devices.js';
import type { AudioBackend, AudioDevice } from '../../../../src/ports/audio.js';

// naudiodon is an optional dependency: here it counts as missing, even if it is installed.
vi.mock('node:module', async (original) => ({
  ...(await original<typeof import('node:module')>()),
  createRequire: () => ({
    resolve: () => {
      throw new Error('Cannot find module');
    },
  }),
}));

const DEVICES: AudioDevice[] = [
  { id: '3', name: 'USB Microphone', direction: 'input', isDefault: true },
  { id: '4', name: 'USB Headset', direction: 'input', isDefault: false },
  { id: '5', name: 'Speakers', direction: 'output', isDefault: true },
];

describe('the choice of an audio backend', () => {
  const { PATH } = process.env;
  beforeEach(() => {
    // No program of any backend is installed.
    process.env.PATH = '';
  });
  afterEach(() => {
    process.env.PATH = PATH;
    vi.restoreAllMocks();
  });

  it('reports why each one does not work, with the command that helps', async () => {
    await expect(chooseBackend('naudiodon')).rejects.toMatchObject({
      code: 'DEVICE',
      message: /naudiodon: .* is not installed \(npm install naudiodon; it needs a C\+\+ compiler\)/,
    });
    await expect(chooseBackend()).rejects.toMatchObject({
      code: 'DEVICE',
      message:
        /pulse: pactl is not installed \(apt install pulseaudio-utils;.*naudiodon: .*pipewire: .*alsa: .*ffmpeg: /,
    });
  });

  it('is the first that works, named in one line', async () => {
    const works = (name: string): AudioBackend => BACKENDS.find((backend) => backend.name === name)!;
    vi.spyOn(works('alsa'), 'unusable').mockResolvedValue(undefined);
    vi.spyOn(works('alsa'), 'devices').mockResolvedValue(DEVICES);
    vi.spyOn(works('ffmpeg'), 'unusable').mockResolvedValue(undefined);
    const description = async (choice: DeviceChoice, direction: 'input' | 'output' = 'input') =>
      (await chooseDevice(choice, direction)).description;
    expect(await description({})).toBe('the default input device through alsa, the first that works here');
    expect(await description({ name: 'head' })).toBe('USB Headset through alsa, the first that works here');
    expect(await description({ backend: 'ffmpeg' }, 'output')).toBe('the default output device through ffmpeg');
  });

  it('finds a device by id, by name and by an unambiguous part of it, and otherwise lists all names', () => {
    expect(findDevice(DEVICES, 'input', '4').name).toBe('USB Headset');
    expect(findDevice(DEVICES, 'input', 'USB Microphone').id).toBe('3');
    expect(findDevice(DEVICES, 'input', 'micro').id).toBe('3');
    expect(() => findDevice(DEVICES, 'input', 'usb')).toThrow(
      'no input device "usb"; there are: USB Microphone (3), USB Headset (4)',
    );
    expect(() => findDevice(DEVICES, 'output', '4')).toThrow('there are: Speakers (5)');
  });
});
