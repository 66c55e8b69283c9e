import { stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CodecError } from '../../core/errors.js';
import { readWhole } from '../../node/files/read-whole.js';
import { issueToken, TOKEN_EXPIRES_IN_MS } from '../../node/relay/access/issue-token.js';
import { generateStaticKey, hashPassword, hashStaticKey } from '../../node/relay/access/key-hash.js';
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from '../../node/relay/access/token-key.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { durationArg } from '../duration.js';
import { EXIT } from '../exit.js';
import { jsonOption } from '../options.js';
import { GENERATED_KEYS, generateKey } from '../token/generate-key.js';
import { inspectToken, type TokenReport } from '../token/inspect-token.js';

interface Options {
  readonly key?: string;
  readonly kid?: string;
  readonly algorithm?: TokenAlgorithm;
  readonly publish?: string[];
  readonly listen?: string[];
  readonly admin?: true | string[];
  readonly expires: number;
  readonly notBefore?: number;
  readonly subject?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly static?: true;
  readonly password?: true;
  readonly name: string;
  readonly generateKey?: keyof typeof GENERATED_KEYS;
  readonly out?: string;
  readonly verify?: string;
  readonly json?: true;
}

/** The environment variable that holds a signing key. */
const VARIABLE = 'LATENTCAST_TOKEN_KEY';
/** Ways to use the command that exclude each other. */
const MODES = ['static', 'password', 'generateKey', 'verify'];
/** Characters of a token or password that are read from standard input. */
const MAX_INPUT = 16_384;

/** `latentcast token`: tokens and keys for a relay that asks for them. */
export function registerToken(program: Command, context: CliContext): void {
  const command = program
    .command('token')
    .description('make tokens, and keys and their hashes, for a relay whose configuration has a section access')
    .option('--key <file>', `key that signs: a secret, or a private key as PEM or JWK; also in ${VARIABLE}`)
    .option('--kid <id>', "the key's id in the relay's configuration; without it the relay tries all its keys")
    .addOption(new Option('--algorithm <name>', "how to sign; by default the key's own").choices(TOKEN_ALGORITHMS))
    .option('--publish <pattern...>', 'channels to publish on: names, in which * stands for any characters')
    .option('--listen <pattern...>', 'channels to listen to')
    .option('--admin [pattern...]', 'administer the relay, or only these channels')
    .addOption(
      new Option('--expires <duration>', 'validity: 90s, 30m, 12h, 7d, or never')
        .argParser(durationArg)
        .default(TOKEN_EXPIRES_IN_MS, '12h'),
    )
    .option('--not-before <time>', 'when it begins, such as 2026-12-01T18:00:00Z', timeArg)
    .option('--subject <text>', 'who holds it, for logs and bans')
    .option('--issuer <text>', 'issuer (iss), where the relay checks it')
    .option('--audience <text>', 'audience (aud), where the relay checks it');
  const modes = [
    new Option('--static', 'print a new static key, and on standard error the lines for the configuration, and end'),
    new Option('--password', 'read a password from standard input, print the lines for the configuration, and end'),
    new Option('--generate-key <type>', 'write a new key that signs tokens to --out, and end').choices(
      Object.keys(GENERATED_KEYS),
    ),
    new Option('--verify <token>', 'show what a token says (-: from standard input); with --key check it, too'),
  ];
  for (const mode of modes) command.addOption(mode.conflicts(MODES.filter((name) => name !== mode.attributeName())));
  command
    .option('--name <name>', 'name of the static key or password', 'source')
    .option('--out <file>', 'file of --generate-key')
    .addOption(jsonOption())
    .action((options: Options) => {
      if (options.generateKey && options.out === undefined)
        return command.error('error: --generate-key needs --out FILE');
      if (options.out !== undefined && !options.generateKey)
        return command.error('error: --out is the file of --generate-key');
      return run(context, command, options);
    });
}

async function run(context: CliContext, command: Command, options: Options): Promise<void> {
  if (options.static) return printStatic(context, options);
  if (options.password) {
    const password = await readInput(context);
    if (password === '') throw new CodecError('FILE_HEADER', 'the password on standard input is empty');
    return printEntry(context, options, await hashPassword(password));
  }
  if (options.generateKey) {
    const { files, configuration } = await generateKey(options.generateKey, options.out!, options.kid);
    if (options.json) return printJson(context, { files, configuration });
    note(context, `wrote ${files.join(' and ')}`);
    return print(context, configuration);
  }
  if (options.verify !== undefined) return verify(context, options);
  const { publish, listen, admin } = options;
  if (!publish && !listen && !admin)
    return command.error('error: a token must grant something: --publish, --listen or --admin');
  const key = await signingKey(context, options.key);
  if (key === undefined) return command.error(`error: --key FILE or ${VARIABLE} must state the key that signs`);
  await sign(context, options, key);
}

async function sign(context: CliContext, options: Options, key: string): Promise<void> {
  const { kid, expires, notBefore, ...stated } = options;
  const token = await issueToken({
    key,
    expiresInMs: expires,
    ...(kid !== undefined && { keyId: kid }),
    ...(notBefore !== undefined && { notBeforeMs: notBefore }),
    ...pick(stated, ['algorithm', 'publish', 'listen', 'admin', 'subject', 'issuer', 'audience']),
  });
  if (!Number.isFinite(expires)) note(context, 'a token without end: relays accept it only with requiresExpiry: false');
  const report = await inspectToken(token, undefined, Date.now());
  if (options.json) printJson(context, { token, claims: report.claims });
  else print(context, token);
}

/** Those of the named members that are stated. */
const pick = <O extends object, K extends keyof O>(options: O, names: readonly K[]): Pick<O, K> =>
  Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]])) as Pick<
    O,
    K
  >;

function printStatic(context: CliContext, options: Options): void {
  const key = generateStaticKey();
  const hash = hashStaticKey(key);
  if (options.json) printJson(context, { key, ...toEntry(options, hash) });
  else {
    // Standard output is the key alone, so that it can go into a file or a variable.
    note(context, 'the key, shown only now: give it to the source as LATENTCAST_TOKEN or in a file');
    print(context, key);
    note(context, "for the relay's configuration, which does not hold the key itself:");
    context.stderr.write(`${toYaml(toEntry(options, hash))}\n`);
  }
}

/** The lines of the configuration for a password: the only result. */
function printEntry(context: CliContext, options: Options, hash: string): void {
  const entry = toEntry(options, hash);
  if (options.json) printJson(context, entry);
  else print(context, toYaml(entry));
}

/** An entry of `access.keys`. */
const toEntry = ({ name, publish, listen, admin }: Options, hash: string): object => ({
  name,
  hash,
  publish: publish ?? (listen || admin ? [] : ['*']),
  ...(listen && { listen }),
  ...(admin && { admin }),
});

/** JSON is YAML, and needs no rules for quoting. */
const toYaml = (entry: object): string => `access:\n  keys:\n    - ${JSON.stringify(entry)}`;

async function verify(context: CliContext, { verify: given, key: file, json }: Options): Promise<void> {
  const token = given === '-' ? await readInput(context) : given!;
  const report = await inspectToken(token, await signingKey(context, file), Date.now());
  if (json) printJson(context, report);
  else print(context, describe(report));
  if (report.verdict.startsWith('refused')) context.exitCode = EXIT.failed;
}

function describe({ header, claims, times, verdict }: TokenReport): string {
  const stated = Object.entries(times).flatMap(([name, time]) => (time === null ? [] : [`${name} ${time}`]));
  return [
    `header ${JSON.stringify(header)}`,
    `claims ${JSON.stringify(claims)}`,
    ...stated,
    `signature ${verdict}`,
  ].join('\n');
}

async function signingKey(context: CliContext, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return context.env[VARIABLE] || undefined;
  try {
    const { mode } = await stat(file);
    const isPublic = file.endsWith('.pub');
    if (!isPublic && process.platform !== 'win32' && (mode & 0o077) !== 0)
      note(context, `${file} can be read by other users of this machine (chmod 600 ends that)`);
    return (await readWhole(file, context.signal)).toString();
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError('FILE_IO', `cannot read the key in ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** The first line of standard input. */
async function readInput({ stdin }: CliContext): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_INPUT) break;
  }
  return text.slice(0, MAX_INPUT).split(/\r?\n/, 1)[0]!;
}

function timeArg(text: string): number {
  const timeMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs)) throw new InvalidArgumentError('It must be a time such as 2026-12-01T18:00:00Z.');
  return timeMs;
}
