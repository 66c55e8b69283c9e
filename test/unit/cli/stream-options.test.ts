import { Command, InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { addDownlinkOption, addUplinkOption, broadcastOptions, settingArg } from '../../../src/cli/stream-options.js';

const parsed = (add: (command: Command) => void, args: string[]): Record<string, unknown> => {
  const command = new Command('test').exitOverride().configureOutput({ writeErr: () => {} });
  add(command);
  return command.parse(args, { from: 'user' }).opts();
};

describe('options of streams on the command line', () => {
  it('gather settings into the options object of the library', () => {
    const args = ['queueMs=500', 'ringMs=20000', 'backoff.minMs=100', 'backoff.jitter=0'];
    expect(
      parsed(
        addUplinkOption,
        args.flatMap((setting) => ['--uplink', setting]),
      ),
    ).toEqual({ uplink: { queueMs: 500, ringMs: 20_000, backoff: { minMs: 100, jitter: 0 } } });
    expect(parsed(addDownlinkOption, ['--downlink', 'resumeBurstMs=0'])).toEqual({ downlink: { resumeBurstMs: 0 } });
    expect(parsed(addUplinkOption, [])).toEqual({});
  });

  it.each(['queueMs', 'queueMs=', 'queueMs=soon', 'unknown=1', 'burstMs=1', 'backoff=1', '__proto__=1', '=1'])(
    'refuse %s',
    (setting) => {
      expect(() => settingArg(['queueMs', 'backoff.minMs'])(setting)).toThrow(InvalidArgumentError);
      expect(() => parsed(addUplinkOption, ['--uplink', setting])).toThrow(/It must be NAME=NUMBER/);
    },
  );

  it('become the nested options of a broadcast', () => {
    expect(broadcastOptions({ bits: 2, title: 'A' }, 'live')).toEqual({
      encoder: { planes: 2, preset: 'live' },
      metadata: { title: 'A' },
    });
    const uplink = { queueMs: 500 };
    expect(broadcastOptions({ bits: 1, uplink }, 3)).toMatchObject({ encoder: { preset: 3 }, uplink });
  });
});
