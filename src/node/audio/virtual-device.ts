import { readFile } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { queryTool } from './query-tool.js';

/** A device that other programs choose: what it is to them, and what they see it named. */
export interface VirtualDeviceOptions {
  /** A `microphone` gives other programs what is played here; a `speaker` takes what other programs play. */
  readonly kind: 'microphone' | 'speaker';
  /** 1 to 64 letters, digits, spaces, dots, hyphens and underscores, beginning with a letter or digit. */
  readonly name: string;
}

/** A device that exists until it is closed. */
export interface VirtualDevice {
  /** Device of the `pulse` backend at this program's end: to play to for a microphone, to capture from for a speaker. */
  readonly device: string;
  /** Makes it again where the sound server has been restarted. @throws CodecError DEVICE */
  restore(): Promise<void>;
  /** Removes it. May be called twice. */
  close(): Promise<void>;
}

const KINDS: OptionKinds<VirtualDeviceOptions> = { kind: 'any', name: 'string' };
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;
/** In the arguments of every module that this program has loaded: whose it is. */
const OWNER = /latentcast\.owner=(\d+)\.(\d+)/;

/**
 * Makes a virtual microphone or loudspeaker on PulseAudio, or PipeWire where it speaks PulseAudio's protocol. Devices of
 * processes that have ended without removing theirs are removed first.
 *
 * @throws TypeError, RangeError naming a wrong option; CodecError DEVICE where there is no such server, or a device of that
 * name
 */
export async function openVirtualDevice(options: VirtualDeviceOptions): Promise<VirtualDevice> {
  requireOptions('', options, KINDS, ['kind', 'name']);
  const { kind, name } = options;
  requireOneOf('kind', kind, ['microphone', 'speaker']);
  if (!NAME.test(name))
    throw new RangeError(
      `name must be 1 to 64 letters, digits, spaces, dots, hyphens and underscores, got ${shown(name)}`,
    );
  const own = await ownerOf(process.pid);
  await removeAbandoned();
  const id = name.replace(/[^A-Za-z0-9._-]/gu, '_');
  const sink = kind === 'speaker' ? id : `${id}_feed`;
  const taken = (await names('sinks')).concat(await names('sources'));
  if (taken.includes(id) || taken.includes(sink))
    throw new CodecError('DEVICE', `${shown(name)}: there is a sound device of that name already`);
  const properties = (of: string, description: string): string =>
    `${of}_properties='device.description="${description}" latentcast.owner=${own}'`;
  let modules: string[] = [];
  const make = async (): Promise<void> => {
    try {
      const fed = kind === 'speaker' ? name : `${name} (from Latentcast)`;
      modules.push(await load('module-null-sink', [`sink_name=${sink}`, properties('sink', fed)]));
      if (kind === 'microphone')
        modules.push(
          await load('module-remap-source', [
            `master=${sink}.monitor`,
            `source_name=${id}`,
            properties('source', name),
          ]),
        );
    } catch (error) {
      await remove();
      throw error;
    }
  };
  const remove = async (): Promise<void> => {
    const loaded = modules.reverse();
    modules = [];
    const known = await ownModules();
    for (const index of loaded)
      if (known.some((module) => module.index === index && module.owner === own))
        await queryTool('pactl', ['unload-module', index]);
  };
  await make();
  return {
    device: kind === 'speaker' ? `${sink}.monitor` : sink,
    async restore() {
      if ((await ownModules()).some(({ owner }) => owner === own)) return;
      modules = [];
      await make();
    },
    close: remove,
  };
}

/** Removes the devices of processes that are gone. */
async function removeAbandoned(): Promise<void> {
  for (const { index, owner } of (await ownModules()).reverse())
    if ((await ownerOf(Number(owner.split('.')[0])).catch(() => '')) !== owner)
      await queryTool('pactl', ['unload-module', index]);
}

/** @throws CodecError DEVICE */
async function pactl(args: readonly string[]): Promise<string> {
  const { isOk, out, reason } = await queryTool('pactl', args);
  if (isOk) return out;
  throw new CodecError(
    'DEVICE',
    `a virtual device needs PulseAudio, or PipeWire with pipewire-pulse, and pactl (apt install pulseaudio-utils): ${reason}`,
  );
}

/** @returns the module's index */
const load = async (module: string, args: readonly string[]): Promise<string> =>
  (await pactl(['load-module', module, ...args])).trim();

/** Modules that this program has loaded in any process, in the order of loading. */
async function ownModules(): Promise<{ readonly index: string; readonly owner: string }[]> {
  const lines = (await pactl(['list', 'short', 'modules'])).split('\n');
  return lines.flatMap((line) => {
    const found = OWNER.exec(line);
    return found ? [{ index: line.split('\t')[0]!, owner: `${found[1]}.${found[2]}` }] : [];
  });
}

const names = async (of: 'sinks' | 'sources'): Promise<string[]> =>
  (await pactl(['list', 'short', of])).split('\n').flatMap((line) => line.split('\t')[1] ?? []);

/** A process by its number and its start, so that another process of the same number is not taken for it. */
async function ownerOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The fields after the program's name, which may hold anything; the start is the 22nd of all.
  return `${pid}.${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}
