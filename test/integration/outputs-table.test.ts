import { readFileSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wavFileSink } from '../../src/node/files/wav.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { cli, type Running, startCli } from '../support/cli.js';
import { hashedTensors, NARROW, NARROW_CONFIG, safetensors } from '../support/oobleck.js';
import {
  CASES,
  canMount,
  effectOf,
  type OutputCase,
  type OutputCommand,
  type Place,
  partialIn,
  snapshot,
} from '../support/output-cases.js';

// What a bench measures is of no interest here, and takes minutes.
vi.mock('../../src/cli/bench/relay.js', () => ({
  benchRelay: () => ({ listeners: 1, memory: {}, loopback: {} }),
}));
vi.mock('../../src/cli/demo/round-trip.js', async (original) => {
  const { roundTrip } = await original<typeof import('../../src/cli/demo/round-trip.js')>();
  const stub = { results: [{ latency: {} }] };
  return { roundTrip: (o: Parameters<typeof roundTrip>[0]) => (o.channel === 'bench' ? stub : roundTrip(o)) };
});
vi.mock('../../src/cli/bench/codec.js', () => ({ benchCodec: () => [] }));
vi.mock('../../src/cli/bench/kernels.js', () => ({ benchKernels: () => [] }));

/**
 * Runs every command in every state of its output and compares what happens with the table in docs/limits.md.
 * UPDATE_DOCS=1 writes the table.
 */
const LIMITS = fileURLToPath(new URL('../../docs/limits.md', import.meta.url));
const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY, PATH: '' };
const MODEL = ['--model', 'stateful'];
const START = '<!-- outputs: written by test/integration/outputs-table.test.ts -->';
const END = '<!-- /outputs -->';

let root = '';
let relay: RelayServer;
let channels = 0;
let hasMount = false;
const prepared: Record<string, Uint8Array> = {};

async function makeWav(path: string, samples: number): Promise<void> {
  const made = join(root, `made-${samples}.wav`);
  const sink = await wavFileSink(made, { sampleRateHz: 8000, channels: 1 });
  await sink.write(Float32Array.from({ length: samples }, (_, i) => 0.4 * Math.sin(i * 0.05)));
  await sink.close();
  await copyFile(made, path);
}

async function makeLc(path: string, samples: number): Promise<void> {
  const [wav, lc] = [join(root, 'for.wav'), join(root, 'for.lc')];
  await makeWav(wav, samples);
  expect(await cli(['encode', wav, lc, ...MODEL], ENV)).toMatchObject({ code: 0 });
  await copyFile(lc, path);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentcast-outputs-'));
  await chmod(root, 0o755);
  relay = await startRelayServer({ port: 0 });
  await mkdir(join(root, 'mount'));
  hasMount = canMount(join(root, 'mount'));
  await makeWav(join(root, 'old.wav'), 900);
  await makeLc(join(root, 'old.lc'), 900);
  prepared.wav = await readFile(join(root, 'old.wav'));
  prepared.lc = await readFile(join(root, 'old.lc'));
  await mkdir(join(root, 'weights', 'vae'), { recursive: true });
  await writeFile(join(root, 'weights', 'vae', 'config.json'), JSON.stringify(NARROW_CONFIG));
  await writeFile(
    join(root, 'weights', 'vae', 'diffusion_pytorch_model.safetensors'),
    safetensors(hashedTensors(NARROW, 'diffusers', '')),
  );
});
afterAll(async () => {
  await relay.close();
  await rm(root, { recursive: true, force: true });
});

const start = (...args: string[]): Promise<Running> => Promise.resolve(startCli(args, ENV));
const old = (kind: string) => () => Promise.resolve(prepared[kind]!);
const text = (value: string) => () => Promise.resolve(Buffer.from(value));

const encode = {
  sameKind: old('lc'),
  makeInput: (path: string, isLong: boolean) => makeWav(path, isLong ? 600_000 : 1600),
  interruptWhen: (_: Running, dir: string) => partialIn(dir),
};

const COMMANDS: readonly OutputCommand[] = [
  {
    ...encode,
    name: '`encode IN OUT`',
    target: 'out.lc',
    inputName: 'in.lc',
    canBeInput: true,
    makesFolder: false,
    run: ({ input, out, args }) => start('encode', input, join(out, 'out.lc'), ...MODEL, ...args),
  },
  {
    ...encode,
    name: '`encode FILES DIR`',
    target: 'in.lc',
    inputName: 'in.wav',
    canBeInput: false,
    makesFolder: true,
    run: ({ input, out, args }) => start('encode', input, join(root, 'old.wav'), out, ...MODEL, '--jobs', '1', ...args),
  },
  {
    name: '`decode`',
    target: 'out.wav',
    inputName: 'in.wav',
    canBeInput: true,
    makesFolder: false,
    sameKind: old('wav'),
    makeInput: (path, isLong) => makeLc(path, isLong ? 400_000 : 1600),
    interruptWhen: (_, dir) => partialIn(dir),
    run: ({ input, out, args }) => start('decode', input, join(out, 'out.wav'), ...args),
  },
  {
    name: '`listen`',
    target: 'out.wav',
    inputName: 'sent.wav',
    canBeInput: false,
    makesFolder: false,
    sameKind: old('wav'),
    makeInput: (path, isLong) => makeWav(path, isLong ? 100_000 : 1600),
    interruptWhen: (_, dir) => partialIn(dir, 5000),
    run: async ({ input, out, args }) => {
      const url = `${relay.url}/c${channels++}`;
      const listening = startCli(['listen', url, join(out, 'out.wav'), ...MODEL, ...args], ENV);
      const isConnected = await Promise.race([
        listening.stderr.waitFor(/connected to/).then(() => true),
        listening.done.then(() => false),
      ]);
      if (isConnected) {
        const sending = startCli(['send', input, url, ...MODEL], ENV);
        void listening.done.then(() => sending.interrupt());
      }
      return listening;
    },
  },
  {
    name: '`demo --out`',
    target: 'in.1bit.wav',
    inputName: 'in.wav',
    canBeInput: false,
    makesFolder: true,
    sameKind: old('wav'),
    makeInput: (path) => makeWav(path, 4000),
    run: ({ input, out, args }) => start('demo', input, '--out', out, '--speed', 'max', ...MODEL, ...args),
  },
  {
    name: '`compare --out`',
    target: 'in.json',
    inputName: 'in.wav',
    canBeInput: false,
    makesFolder: true,
    sameKind: text('{ "input": "x", "seconds": 1, "sampleRateHz": 8000, "old": true }'),
    makeInput: (path) => makeWav(path, 8000),
    run: ({ input, out, args }) => start('compare', input, '--out', out, '--bits', '1', ...MODEL, ...args),
  },
  {
    name: '`bench --out`',
    target: 'out.json',
    inputName: 'none',
    canBeInput: false,
    makesFolder: true,
    sameKind: text('{ "machine": { "old": true } }'),
    makeInput: () => Promise.resolve(),
    run: ({ out, args }) => start('bench', '--out', join(out, 'out.json'), ...MODEL, ...args),
  },
  {
    name: '`models import --out`',
    target: 'model',
    inputName: 'weights',
    canBeInput: true,
    makesFolder: true,
    sameKind: text(''),
    putFolder: async (path, isOfKind) => {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, isOfKind ? 'manifest.json' : 'thesis.txt'), '{}');
    },
    makeInput: (path) => cp(join(root, 'weights'), path, { recursive: true }),
    run: ({ input, out, args }) =>
      start('models', 'import', 'stable-audio-open', input, '--out', join(out, 'model'), ...args),
  },
];

/** Runs one case of one command; undefined where it does not exist or cannot be made here. */
async function outcome(command: OutputCommand, state: OutputCase, n: number): Promise<string | undefined> {
  if (state.applies && !state.applies(command)) return '–';
  if (state.name.startsWith('the disk') && !hasMount) return undefined;
  const dir = join(root, `run${n}`);
  await mkdir(dir);
  const place: Place = {
    dir,
    out: join(dir, 'out'),
    target: join(dir, 'out', command.target),
    input: join(dir, command.inputName),
  };
  if (!command.makesFolder) await mkdir(place.out);
  await command.makeInput(place.input, state.isLong === true);
  await chmod(dir, 0o777);
  const undo = await state.prepare(place, command);
  try {
    const before = await snapshot(dir);
    // An import replaces a model with --force only.
    const isForced = command.putFolder && /to a file of the kind|and a file of the kind exists/.test(state.name);
    const args = [...(state.args ?? []), ...(isForced ? ['--force'] : [])];
    const running = await command.run({ input: place.input, out: place.out, args });
    if (state.name.startsWith('interrupted')) {
      if (command.interruptWhen) await command.interruptWhen(running, dirname(place.target));
      running.interrupt();
    }
    const { code, err } = await running.done;
    const after = await snapshot(dir);
    const target = `out/${command.target}`;
    expect(
      [...after.keys()].filter((name) => name.includes('.partial')),
      'no partial file stays',
    ).toEqual([]);
    expect(code === 0 || err.startsWith('latentcast: ') || err.includes('\nlatentcast: '), err).toBe(true);
    return `${effectOf(before, after, target, code === 0)}; ${code}`;
  } finally {
    await undo?.();
  }
}

const cells = CASES.map(() => COMMANDS.map(() => ''));
const document = readFileSync(LIMITS, 'utf8');
const stated = (document.split(START)[1]?.split(END)[0] ?? '').trim();
const statedRows = stated
  .split('\n')
  .slice(2)
  .map((line) => line.slice(2, -2).split(' | '));

describe.each(COMMANDS.map((command, c) => ({ command, c, name: command.name })))('$name', ({ command, c }) => {
  it.each(CASES.map((state, r) => ({ state, r, name: state.name })))('$name', async ({ state, r }) => {
    cells[r]![c] = (await outcome(command, state, r * COMMANDS.length + c)) ?? statedRows[r]?.[c + 1] ?? '–';
  });
});

describe('docs/limits.md', () => {
  it('has the table of what happened', async () => {
    const rows = [
      ['the output', ...COMMANDS.map(({ name }) => name)],
      ['---', ...COMMANDS.map(() => '---')],
      ...CASES.map(({ name }, r) => [name, ...cells[r]!]),
    ];
    const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
    if (process.env.UPDATE_DOCS) {
      const [head, rest] = document.split(START);
      await writeFile(LIMITS, `${head}${START}\n\n${table}\n\n${END}${rest!.split(END)[1]}`);
    } else expect(table).toBe(stated);
  });
});
