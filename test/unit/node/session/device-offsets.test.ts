import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceOffsets, deviceOffsetsFile } from '../../../../src/node/session/device-offsets.js';

describe('offsets of devices', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latentcast-offsets-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are kept by device in a file that people can read, and 0 where there is none', async () => {
    const file = join(folder, 'a', 'devices.json');
    const offsets = new DeviceOffsets(file);
    expect(await offsets.get('pulse:default')).toBe(0);
    await offsets.set('pulse:default', 42.5);
    await offsets.set('alsa:hw:0', -10);
    expect(await new DeviceOffsets(file).get('pulse:default')).toBe(42.5);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ 'pulse:default': 42.5, 'alsa:hw:0': -10 });
    await expect(offsets.set('x', 5000)).rejects.toThrow(
      'extraLatencyMs must be a number from -1000 to 1000, got 5000',
    );
  });

  it('name the file and the field where it is damaged, and leave it as it is', async () => {
    const file = join(folder, 'devices.json');
    for (const text of ['{', '[]', '{"a": "b"}', '{"a": 99999}']) {
      await writeFile(file, text);
      await expect(new DeviceOffsets(file).get('a')).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringContaining(file),
      });
      await expect(new DeviceOffsets(file).set('a', 1)).rejects.toMatchObject({ code: 'CONFIG' });
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  it('lie in the user’s configuration', () => {
    expect(deviceOffsetsFile({ XDG_CONFIG_HOME: '/x' })).toBe('/x/latentcast/devices.json');
  });
});
