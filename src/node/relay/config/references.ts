import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileError } from '../../files/file-errors.js';

/** Longest text that `file:` may name: keys and certificates have a few kB. */
const MAX_FILE_BYTES = 262_144;

const ESCAPE = `"$\${" stands for "\${" itself`;

/** Where references of a configuration lead. */
export interface ReferenceContext {
  /** Relative paths start here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether a text has `${NAME}`, its escape `$${`, or starts with `file:`. */
export const isReference = (text: string): boolean => text.includes('${') || text.startsWith('file:');

/**
 * Puts in place of `${NAME}` the variable of the environment, and of a whole text `file:PATH` what the file contains,
 * without the line end at its end. `$${` stands for `${`. What is put in place is not searched again.
 *
 * @throws Error whose message continues `KEY …` and names the variable or the file, never what is in it
 */
export function resolveReferences(text: string, { folder, env }: ReferenceContext): string {
  const filled = text.replace(
    /\$(\$\{)|\$\{([^}]*)(\}?)/g,
    (_whole, escaped: string | undefined, name: string, end: string) => {
      if (escaped !== undefined) return escaped;
      if (end === '') throw new Error(`has "\${" without "}"; ${ESCAPE}`);
      if (!/^[A-Za-z_]\w*$/.test(name))
        throw new Error(`has "\${" before what is no name of a variable (letters, digits and "_"); ${ESCAPE}`);
      const value = env[name];
      if (value === undefined) throw new Error(`uses \${${name}}, which is not set in the environment`);
      return value;
    },
  );
  return text.startsWith('file:') ? readReference(filled.slice('file:'.length), folder) : filled;
}

function readReference(name: string, folder: string): string {
  if (name === '') throw new Error('must name a file after "file:"');
  const file = path.resolve(folder, name);
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it has ${stats.size} bytes, at most ${MAX_FILE_BYTES} are read`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    if (text.trim() === '') throw new Error('it is empty');
    return text.replace(/\r?\n$/, '');
  } catch (cause) {
    const isText = cause instanceof TypeError;
    const why = isText
      ? 'it is not UTF-8 text'
      : fileError('read', file, cause).message.slice(`${file}: cannot read it: `.length);
    throw new Error(`names the file ${file}, which cannot be used: ${why}`, { cause });
  }
}
