import { extname } from 'node:path';
import { CodecError } from '../../core/errors.js';

/** A kind of file that is written. */
export interface OutputKind {
  /** In words, for errors: "a WAV file". */
  readonly label: string;
  /** Endings of its names, in lower case, the usual one first. */
  readonly endings: readonly string[];
  /** Whether a file that starts with these bytes, up to {@link KIND_HEAD_BYTES} of them, is of this kind. */
  matches(head: Uint8Array): boolean;
}

/** Bytes from a file's start that tell its kind. */
export const KIND_HEAD_BYTES = 512;

const text = (head: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...head.subarray(at, at + length));

/** WAV, as `decode` and `listen` write it. */
export const WAV_KIND: OutputKind = {
  label: 'a WAV file',
  endings: ['.wav', '.wave'],
  matches: (head) => ['RIFF', 'RF64', 'BW64'].includes(text(head, 0, 4)) && text(head, 8, 4) === 'WAVE',
};

/** `.lc`, as `encode` writes it. */
export const LC_KIND: OutputKind = {
  label: 'an .lc file',
  endings: ['.lc'],
  matches: (head) => text(head, 0, 4) === 'LCST',
};

/** A spectrogram's picture. */
export const PNG_KIND: OutputKind = {
  label: 'a PNG picture',
  endings: ['.png'],
  matches: (head) => text(head, 0, 8) === '\x89PNG\r\n\x1a\n',
};

/** The page of `compare`; its title is of this project, so that no other page is taken for one. */
export const COMPARISON_PAGE_KIND: OutputKind = {
  label: 'a page of compare',
  endings: ['.html'],
  matches: (head) =>
    /^<!doctype html>[\s\S]*: (?:latents|Latentcast) beside other formats<\/title>/.test(text(head, 0, head.length)),
};

/**
 * A report as JSON. An existing file counts as one where it starts with the same keys, so that a package.json or a
 * report of another command does not.
 *
 * @param keys the first keys of the report, whose values are texts, numbers or, for the last one, anything
 */
export function jsonReportKind(label: string, ...keys: readonly string[]): OutputKind {
  const scalar = '\\s*(?:"(?:[^"\\\\]|\\\\.)*"|[-+.\\w]+)\\s*,\\s*';
  const pattern = new RegExp(`^\\s*\\{\\s*${keys.map((key) => `"${key}"\\s*:`).join(scalar)}`);
  return { label, endings: ['.json'], matches: (head) => pattern.test(text(head, 0, head.length)) };
}

/** @throws CodecError OUTPUT_REFUSED naming the endings, unless the name has one of them; the case does not matter */
export function requireEnding(path: string, kind: OutputKind): void {
  const ending = extname(path).toLowerCase();
  if (kind.endings.includes(ending)) return;
  const got = ending === '' ? 'a name without an ending' : ending;
  throw new CodecError(
    'OUTPUT_REFUSED',
    `${path}: ${kind.label} is written, whose name must end in ${kind.endings.join(' or ')}, got ${got}`,
  );
}
