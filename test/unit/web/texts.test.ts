import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { ABX_SCRIPT } from '../../../src/node/compare/abx-script.js';
import { de as compareDe } from '../../../src/node/compare/languages/de.js';
import { en as compareEn } from '../../../src/node/compare/languages/en.js';
import { LANGUAGE_HEAD, LANGUAGE_SCRIPT, PAGE_SCRIPT } from '../../../src/node/compare/page-assets.js';
import { de } from '../../../web/languages/de.js';
import { en } from '../../../web/languages/en.js';
import { de as sessionDe } from '../../../web/languages/session/de.js';
import { en as sessionEn } from '../../../web/languages/session/en.js';
import { de as statusDe } from '../../../web/languages/status/de.js';
import { en as statusEn } from '../../../web/languages/status/en.js';

const WEB = fileURLToPath(new URL('../../../web', import.meta.url));

/** Texts that are the same in both languages: units, names, words that German has taken over. */
const SAME =
  /live|qualities\.0|link|pause|playlist|mono|stereo|\.span\.|\.kbps|listen\.rate|meter\.value|sizes\.format|rows\.wav|abx\.percent/i;

/** What a text is for some numbers and names, so that those with parameters are compared too. */
const textOf = (text: unknown): unknown =>
  typeof text === 'function' ? textOf((text as (...args: string[]) => unknown)('«1»', '«2»', '«3»')) : text;

/** Every text with the way to it. */
const textsOf = (value: unknown, at: string): [at: string, text: string][] => {
  const text = textOf(value);
  return typeof text === 'object' && text !== null
    ? Object.entries(text).flatMap(([key, each]) => textsOf(each, `${at}.${key}`))
    : [[at, String(text)]];
};
/** Plural forms are those of the language: they are one text. */
const keysOf = (texts: readonly [string, string][]): string[] =>
  [...new Set(texts.map(([at]) => at.replace(/\.(zero|one|two|few|many|other)$/, '')))].sort();

describe.each([
  ['page', en, de],
  ['session', sessionEn, sessionDe],
  ['status', statusEn, statusDe],
  ['page of compare', compareEn, compareDe],
])('the texts of the %s', (part, english, german) => {
  const [texts, others] = [textsOf(english, part), textsOf(german, part)];

  it('have the same keys in every language, and none is empty', () => {
    expect(keysOf(others)).toEqual(keysOf(texts));
    expect([...texts, ...others].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('use the same names and numbers in every language', () => {
    const used = (list: readonly [string, string][]): Map<string, string> =>
      new Map(list.map(([at, text]) => [at, [...text.matchAll(/«\d»|\{\w+\}/g)].map(String).sort().join()]));
    const inGerman = used(others);
    for (const [at, marks] of used(texts)) expect([at, inGerman.get(at)]).toEqual([at, marks]);
  });

  it('are none of them left in English', () => {
    const inGerman = new Map(others);
    expect(texts.filter(([at, text]) => inGerman.get(at) === text && !SAME.test(at))).toEqual([]);
  });
});

interface Syntax {
  readonly type: string;
  readonly start: number;
}
const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string';

/** Names of attributes and properties that people read. */
const READ = /^(?:aria-label|aria-valuetext|title|placeholder|alt|label|text|confirm|hint|notice|textContent)$/;
/** Names of attributes whose values nobody reads, although some look like words. */
const UNREAD = /^(?:class|className|accept|autocomplete|allow|d|points|viewBox|preserveAspectRatio|font|style)$/;
/** What is the same in every language, or is read by programs: names, units, selectors, markup, a message of our own. */
const ALLOWED =
  /^(?:Latentcast ?·?|English|Deutsch|latentcast send FILE|https:.*|\d* ?(?:ms|kbit\/s|MB|kB|dB|s|k?Hz)|[.("<][\s\S]*|Bearer|noreferrer noopener|the channel name is not valid)$/;

/** Literals of code that people would read, in a language of their own. */
function literalsIn(path: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: Syntax, isRead: boolean, isUnread: boolean): void => {
    if (/^(?:Import|Export(?:All|Named)Declaration$|TS(?!As|NonNull|Satisfies))/.test(node.type) && 'source' in node) {
      const { declaration } = node as unknown as { declaration?: Syntax };
      if (isSyntax(declaration)) visit(declaration, false, false);
      return;
    }
    if (/^TS(?!As|NonNull|Satisfies)/.test(node.type)) return;
    const fields = node as unknown as Record<string, unknown>;
    const text =
      node.type === 'Literal' && typeof fields.value === 'string'
        ? fields.value
        : node.type === 'TemplateElement'
          ? (fields.value as { cooked: string }).cooked
          : null;
    if (text !== null && !isUnread && !ALLOWED.test(text.trim())) {
      const isProse = /\p{L}{2,}[,:]? \p{L}{2,}|^\p{Lu}\p{Ll}+\P{L}*$/u.test(text);
      if (isProse || (isRead && /\p{L}{2,}/u.test(text)))
        found.push(`${path}:${code.slice(0, node.start).split('\n').length} ${text.trim()}`);
    }
    const enter = (child: unknown, reads: boolean, unread: boolean): void => {
      if (Array.isArray(child)) for (const each of child) enter(each, reads, unread);
      else if (isSyntax(child)) visit(child, reads, unread);
    };
    if (node.type === 'CallExpression') {
      const { callee, arguments: args } = fields as { callee: Syntax & { name?: string }; arguments: Syntax[] };
      visit(callee, false, false);
      const shown = callee.name === 'h' ? 2 : callee.name === 'setText' || callee.name === 'choice' ? 0 : args.length;
      for (const [i, each] of args.entries())
        visit(each, i >= shown && !(callee.name === 'choice' && i !== 0) && callee.name !== undefined, isUnread);
    } else if (node.type === 'Property') {
      const { key, value } = fields as { key: Syntax & { name?: string; value?: string }; value: Syntax };
      const name = key.name ?? key.value ?? '';
      visit(value, READ.test(name), UNREAD.test(name));
    } else if (node.type === 'BinaryExpression' || node.type === 'SwitchCase' || node.type === 'MemberExpression') {
      // Compared, not shown.
      for (const [name, child] of Object.entries(fields))
        if (name === 'consequent') enter(child, false, false);
        else if (isSyntax(child) && child.type !== 'Literal') visit(child, isRead && fields.operator === '+', isUnread);
    } else {
      // What decides is not what is shown.
      for (const [name, child] of Object.entries(fields)) enter(child, isRead && name !== 'test', isUnread);
    }
  };
  const { program, errors } = parseSync(path, code);
  expect(errors, path).toEqual([]);
  visit(program as unknown as Syntax, false, false);
  return found;
}

describe('the code of the pages', () => {
  it('holds no text of its own: all are in the files of the languages', () => {
    const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.startsWith('languages/'),
    );
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap((name) => literalsIn(name, readFileSync(`${WEB}/${name}`, 'utf8')))).toEqual([]);
  });

  it('holds none in what the page of compare runs', () => {
    const scripts = { LANGUAGE_HEAD, LANGUAGE_SCRIPT, PAGE_SCRIPT, ABX_SCRIPT };
    expect(Object.entries(scripts).flatMap(([name, code]) => literalsIn(`${name}.js`, code))).toEqual([]);
    expect(literalsIn('with.js', ABX_SCRIPT.replace("'trial'", "'Trial one'"))).toEqual([
      expect.stringMatching(/Trial one/),
    ]);
  });
});
