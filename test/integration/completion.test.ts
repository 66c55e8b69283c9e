import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../support/cli.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-completion-'));
  await mkdir(join(dir, 'work', 'a folder'), { recursive: true });
  await writeFile(join(dir, 'work', 'my song.flac'), '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await cli(['completion', shell]);
    expect(code).toBe(0);
    await writeFile(join(dir, shell === 'zsh' ? '_latentcast' : `latentcast.${shell}`), out);
  }
});
afterAll(() => rm(dir, { recursive: true }));

/** A line as it is typed before the tab, and what is offered: all of it, or with "…" some of it. */
const LINES: readonly (readonly [line: string, ...offered: string[]])[] = [
  ['latentcast enc', 'encode'],
  ['latentcast ', '…', 'demo', 'models', 'load-test', 'completion'],
  ['latentcast models ', 'import', 'add', 'verify', 'remove', 'list'],
  ['latentcast admin unb', 'unban'],
  ['latentcast models import ', 'stable-audio-open', 'oobleck'],
  ['latentcast models import oobleck my', 'my song.flac'],
  ['latentcast help unkn'],
  ['latentcast help enc', 'encode'],
  ['latentcast admin ban --kind ', 'address', 'subject', 'token', 'key'],
  ['latentcast encode --format=s', 's16le', 's24le', 's32le'],
  ['latentcast serve --config=my', 'my song.flac'],
  ['latentcast completion ', 'bash', 'zsh', 'fish'],
  ['latentcast encode --fo', '--format', '--force'],
  ['latentcast admin kick --u', '--url'],
  ['latentcast send --preset ', 'live', 'normal', 'radio'],
  ['latentcast session create --control ', 'host', 'all'],
  ['latentcast encode --quiet my', 'my song.flac'],
  ['latentcast serve --config my', 'my song.flac'],
  ['latentcast demo --out ', 'a folder'],
  // Not words of a command, although they are names of some.
  ['latentcast encode demo --pres'],
  ['latentcast send --bits '],
];
const options = { cwd: () => join(dir, 'work'), timeout: 250_000 };
const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

function expectOffered(found: readonly string[], [line, ...offered]: readonly string[]): void {
  const wanted = offered.filter((word) => word !== '…').sort();
  if (wanted.length < offered.length) expect(found, line).toEqual(expect.arrayContaining(wanted));
  else expect([...found].sort(), line).toEqual(wanted);
}

describe('completion of the command line', () => {
  it('by bash offers commands, options, their values and names of files', () => {
    const script = [
      `source "${dir}/latentcast.bash"`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's.
      'ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _latentcast; printf "%s|" "${COMPREPLY[@]}"; echo; }',
      // "=" is a word of its own to bash.
      ...LINES.map(([line]) => `ask ${line.replace('=', ' = ')}${line.endsWith(' ') ? "''" : ''}`),
      // The function is what bash calls for the command.
      'complete -p latentcast',
    ].join('\n');
    const out = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', ...options, cwd: options.cwd() });
    const replies = out.trim().split('\n');
    expect(replies.pop()).toBe('complete -F _latentcast latentcast');
    expect(replies.length).toBe(LINES.length);
    for (const [i, line] of LINES.entries()) expectOffered(replies[i]!.split('|').filter(Boolean), line);
  });

  it.skipIf(!isInstalled('fish'))('by fish offers the same, with descriptions', () => {
    const script = [
      `source "${dir}/latentcast.fish"`,
      ...LINES.map(
        ([line]) =>
          `echo (complete -C '${line}' | string replace -r '\\t.*' '' | string replace -r '^--[a-z]*=' '' | string trim -r -c / | string join '|')`,
      ),
      `complete -C 'latentcast enc'`,
    ].join('\n');
    const env = { ...process.env, HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir };
    const out = execFileSync('fish', ['--no-config', '-c', script], {
      encoding: 'utf8',
      ...options,
      cwd: options.cwd(),
      env,
    });
    const replies = out.trimEnd().split('\n');
    expect(replies.pop()).toBe('encode\tencode audio into .lc files');
    expect(replies.length).toBe(LINES.length);
    for (const [i, line] of LINES.entries()) expectOffered(replies[i]!.split('|').filter(Boolean), line);
  });

  it.skipIf(!isInstalled('zsh'))('by zsh completes what is typed on a terminal', () => {
    const lines = [
      ['latentcast enc', 'latentcast encode'],
      ['latentcast models rem', 'latentcast models remove'],
      // The "=" goes when a space is typed.
      ['latentcast encode --form', 'latentcast encode --format='],
      ['latentcast encode --form\t 2', 'latentcast encode --format 2bit'],
      ['latentcast encode --format=s1', 'latentcast encode --format=s16le'],
      ['latentcast help enc', 'latentcast help encode'],
      ['latentcast send --preset rad', 'latentcast send --preset radio'],
      ['latentcast admin unb', 'latentcast admin unban'],
      ['latentcast encode my', 'latentcast encode my\\ song.flac'],
      ['latentcast demo --out ', 'latentcast demo --out a\\ folder'],
    ] as const;
    // The line is printed by a widget when it has been completed, between marks.
    const script = [
      'zmodload zsh/zpty',
      'zpty z zsh -f -i',
      `zpty -w z 'PS1=; fpath=(${dir} $fpath); autoload -Uz compinit; compinit -u -D; show() { print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N show; bindkey "^X" show; unsetopt beep; print RE""ADY'`,
      "zpty -r -m z out '*READY*'",
      ...lines.map(
        ([line]) =>
          `zpty -w -n z $'${line.replaceAll('\t', '\\t')}\\t\\x18'; zpty -r -m z out '*<<*>>*'; print -r -- "\${\${out##*<<}%%>>*}"`,
      ),
      'zpty -d z',
    ].join('\n');
    const out = execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8', ...options, cwd: options.cwd() });
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.trim().replace(/\/$/, '')),
    ).toEqual(lines.map(([, completed]) => completed));
  });
});
