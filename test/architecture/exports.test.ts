import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const ENTRIES = ['index.ts', 'node/index.ts', 'browser/index.ts'];
/** What Node and the browser each have of their own, and users know by one name. */
const SHARED_NAMES = ['createSession', 'joinSession', 'playSession'];

const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .sort();

/** The source without its comments. */
const codeOf = (file: string): string =>
  readFileSync(path.join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Names that a file declares and exports; an overload counts once. */
function declared(file: string): string[] {
  const matches = codeOf(file).matchAll(
    /^export (?:declare |abstract |async )*(?:class|interface|type|function\*?|const|let|enum) +([\w$]+)/gm,
  );
  return [...new Set([...matches].map((match) => match[1]!))];
}

interface Passed {
  readonly name: string;
  readonly as: string;
  readonly from: string;
}

/** `export { a, type B as C } from '…'` of a file. */
function passedOn(file: string): Passed[] {
  const statements = codeOf(file).matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm);
  return [...statements].flatMap(([, list, from]) =>
    list!
      .split(',')
      .map((item) => item.trim().replace(/^type /, ''))
      .filter(Boolean)
      .map((item) => {
        const [name, as = name] = item.split(/ as /) as [string, string?];
        return { name, as: as!, from: path.posix.join(path.posix.dirname(file), from!.replace(/\.js$/, '.ts')) };
      }),
  );
}

const modules = new Map(files.map((file) => [file, declared(file)]));

/** Declarations under each exported name, in the whole of src. */
const places = new Map<string, string[]>();
for (const [file, names] of modules) for (const name of names) places.set(name, [...(places.get(name) ?? []), file]);

describe('exported names', () => {
  it('are found: declared in modules, and passed on by the public entries', () => {
    expect(places.size).toBeGreaterThan(400);
    for (const entry of ENTRIES) expect(passedOn(entry).length, entry).toBeGreaterThan(10);
  });

  it('have one meaning each in the whole of src', () => {
    const twice = [...places].filter(([, where]) => where.length > 1).map(([name, where]) => `${name}: ${where}`);
    expect(twice).toEqual([]);
  });

  it('are passed on by the entries under the name that they were declared with', () => {
    const renamed = ENTRIES.flatMap((entry) => passedOn(entry).filter(({ name, as }) => name !== as));
    // `createBrowserSession` is `createSession` of latentcast/browser.
    const isShared = ({ name, as }: Passed): boolean =>
      SHARED_NAMES.includes(as) && name === as.replace('Session', 'BrowserSession');
    expect(renamed.filter((item) => !isShared(item))).toEqual([]);
    expect(passedOn('node/index.ts').map(({ as }) => as)).toEqual(expect.arrayContaining(SHARED_NAMES));
  });

  it('reach an entry from a module that declares them, or passes them on', () => {
    const reaches = ({ name, from }: Passed): boolean =>
      (modules.get(from)?.includes(name) ?? false) || passedOn(from).some((next) => next.as === name && reaches(next));
    const lost = ENTRIES.flatMap((entry) => passedOn(entry).filter((item) => !reaches(item)));
    expect(lost).toEqual([]);
  });
});
