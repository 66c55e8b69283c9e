import type { Command } from 'commander';

/** A way to use a command, and the options that have nothing to act on then. */
export interface Use {
  /** Completes "does not apply to …". */
  readonly what: string;
  /** Attribute names of the options, as commander has them. */
  readonly options: readonly string[];
}

const DEVICE_OPTIONS = ['device', 'audioBackend', 'deviceLatency'];

const PROGRAM_OPTIONS = ['loop', 'shuffle', 'seed', 'crossfade', 'follow'] as const;

/** All options that are refused because of the other arguments of their command, by command and use. */
export const NOT_APPLICABLE = {
  encode: {
    inputFile: { what: 'an input file, which states its form itself', options: ['rate', 'channels', 'raw'] },
    singleFile: { what: 'a single file', options: ['jobs'] },
    standardOutput: { what: 'standard output', options: ['force'] },
  },
  decode: {
    standardOutput: { what: 'standard output', options: ['force'] },
    file: { what: 'a file, which is WAV by itself', options: ['wav'] },
  },
  send: {
    file: {
      what: 'a file, which states its form itself',
      options: ['rate', 'channels', 'format', 'raw'],
    },
    noDevice: {
      what: 'a file or a pipe, only to a sound device',
      options: [...DEVICE_OPTIONS, 'virtualSpeaker', 'frames', 'highPass', 'gate', 'agc', 'pushToTalk', 'lowDelay'],
    },
    pipe: { what: 'standard input', options: PROGRAM_OPTIONS },
    lossy: {
      what: 'an address without a relay',
      options: ['fast', 'uplink', 'token', 'tokenFile'],
    },
    device: { what: 'a sound device', options: ['realtime', 'format', 'raw', ...PROGRAM_OPTIONS] },
  },
  listen: {
    output: {
      what: 'a file or a pipe, only to a sound device',
      options: [...DEVICE_OPTIONS, 'virtualMic', 'lowDelay'],
    },
    standardOutput: { what: 'standard output', options: ['force'] },
    lossy: {
      what: 'an address without a relay',
      options: ['planes', 'preset', 'burst', 'downlink', 'token', 'tokenFile'],
    },
    device: { what: 'a sound device', options: ['rate', 'format', 'burst', 'force'] },
  },
  bench: {
    noFile: { what: 'a bench without --out', options: ['force'] },
  },
  loadTest: {
    noFile: { what: 'a load test without --json FILE', options: ['force'] },
  },
} as const satisfies Record<string, Record<string, Use>>;

/** Ends the command as wrong usage where an option was given that does not apply. */
export function refuseOptions(command: Command, ...uses: readonly Use[]): void {
  for (const { what, options } of uses)
    for (const name of options) {
      if (command.getOptionValueSource(name) !== 'cli') continue;
      const option = command.options.find((candidate) => candidate.attributeName() === name);
      command.error(`error: option '${option?.flags ?? name}' does not apply to ${what}`);
    }
}
