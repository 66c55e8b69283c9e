import { en, type Words } from './languages/en.js';
import type { PluralForms } from './languages/forms.js';

/** Languages of the page, each under its own name; the first is that of who prefers none of them. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

/** One of them. */
export type Language = keyof typeof LANGUAGES;

/** Whoever does not read English fetches another language's texts. */
const OTHERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Words>>> = {
  de: async () => (await import('./languages/de.js')).de,
};
const KEPT = 'latentcast-language';

/** The texts in the language of the page. */
export let t: Words = en;
/** The language of the page. */
export let language: Language = 'en';

const isLanguage = (text: string | null | undefined): text is Language =>
  text != null && Object.hasOwn(LANGUAGES, text);

/** The language that the user has chosen here, or else the first of the browser's that there is. */
export function preferredLanguage(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(KEPT);
  } catch {
    // Without storage the browser's languages count.
  }
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

/** Remembers the user's choice for the next time that the page is loaded. */
export function keepLanguage(chosen: Language): void {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // Without storage it holds for this time.
  }
}

/** Fetches the texts of a language and uses them; English where they cannot be fetched. */
export async function useLanguage(wanted: Language): Promise<void> {
  const words = wanted === 'en' ? en : await OTHERS[wanted]().catch(() => en);
  t = words;
  chooseLanguage(words === en ? 'en' : wanted);
}

/** The page is in this language from now on; its texts are {@link wordsIn}. */
export function chooseLanguage(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
}

/** The texts of a part of the page that has texts of its own; in English where they cannot be fetched. */
export async function wordsIn<Texts>(
  english: Texts,
  others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts>>>,
): Promise<Texts> {
  return language === 'en' ? english : others[language]().catch(() => english);
}

/** A text in the plural form of a number. */
export function counted(forms: PluralForms, n: number): string {
  const form = new Intl.PluralRules(language).select(n);
  return (forms[form] ?? forms.other).replace('{n}', decimal(n, 0));
}

/** A number with this many digits behind the point. */
export const decimal = (value: number, digits: number): string =>
  value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A time of day; of another day with its date. */
export function timeOfDay(atMs: number): string {
  const date = new Date(atMs);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(language, { timeStyle: 'short', ...(!isToday && { dateStyle: 'medium' }) });
}

/** Date and time. */
export const dateAndTime = (at: string | number): string =>
  new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
