import { de } from './languages/de.js';
import { type CompareWords, en } from './languages/en.js';

/** Languages of the page, each under its own name; the first is that of its HTML. */
export const PAGE_LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

/** One of them. */
export type PageLanguage = keyof typeof PAGE_LANGUAGES;

const WORDS: Readonly<Record<PageLanguage, CompareWords>> = { en, de };
const TAGS = Object.keys(PAGE_LANGUAGES) as PageLanguage[];

/** What a text is written with: the words of a language, and its numbers. */
export interface Writer {
  readonly words: CompareWords;
  /** A number with this many digits behind the point; without them as many as it has, up to three. */
  number(value: number, digits?: number): string;
}

/** What writes numbers and words of a language. */
export function writerOf(language: PageLanguage): Writer {
  return {
    words: WORDS[language],
    number: (value, digits) =>
      value
        .toLocaleString(
          language,
          digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
        )
        .replace('-', '−'),
  };
}

/** Markup in a text, which is not escaped. */
export interface Markup {
  readonly html: string;
}

/** Values of the names in a text. */
export type TextValues<Value = string> = Readonly<Record<string, Value>>;

/** A text with its values, for attributes and terminals. */
export const fillText = (text: string, values: TextValues): string =>
  text.replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);

/** A text with its values as markup: code between backquotes. */
export const fillMarkup = (text: string, values: TextValues<string | Markup> = {}): Markup => ({
  html: escapeHtml(text)
    .replace(/`([^`]*)`/g, '<code>$1</code>')
    .replace(/\{(\w+)\}/g, (mark, name: string) => {
      const value = values[name];
      return value === undefined ? mark : typeof value === 'string' ? escapeHtml(value) : value.html;
    }),
});

/** What is in English in every language: messages of programs and readers. */
export const inEnglish = (text: string): Markup => ({ html: `<span lang="en">${escapeHtml(text)}</span>` });

/** The texts of a page in all languages: each place of the page that has one is marked with its number. */
export class PageTexts {
  readonly #texts = TAGS.map((): string[] => []);
  readonly #writers = TAGS.map(writerOf);

  /** An element with a text. @param attributes as markup */
  element(tag: string, write: (writer: Writer) => string | Markup, attributes = ''): string {
    const at = this.#add((writer) => {
      const text = write(writer);
      return typeof text === 'string' ? escapeHtml(text) : text.html;
    });
    return `<${tag}${attributes && ` ${attributes}`} data-t="${at}">${this.#texts[0]![at]}</${tag}>`;
  }

  /** An attribute with a text. */
  attribute(name: 'aria-label' | 'alt', write: (writer: Writer) => string): string {
    const at = this.#add(write);
    return `${name}="${escapeHtml(this.#texts[0]![at]!)}" data-t-${name}="${at}"`;
  }

  /** A text of the page's HTML, which is in the first of the languages. */
  get first(): Writer {
    return this.#writers[0]!;
  }

  /** By language what the page's script needs: the texts in the order of their numbers, and the words that it writes itself. */
  toScript(): string {
    const all = Object.fromEntries(TAGS.map((tag, i) => [tag, { texts: this.#texts[i], abx: WORDS[tag].abx }]));
    return inScript(all);
  }

  #add(write: (writer: Writer) => string): number {
    for (const [i, texts] of this.#texts.entries()) texts.push(write(this.#writers[i]!));
    return this.#texts[0]!.length - 1;
  }
}

/** A value in a script of the page: a text may name what would end it. */
export const inScript = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text for an element or an attribute in double quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
