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

const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text);

const languageOf = (tag: string): Language | null => {
  const short = tag.slice(0, 2).toLowerCase();
  return isLanguage(short) ? short : null;
};

/** The language that the address asks for by `?lang=`, or else the user has chosen here; null where the browser's counts. */
export function chosenLanguage(): Language | null {
  const asked = languageOf(new URLSearchParams(location.search).get('lang') ?? '');
  if (asked) return asked;
  try {
    return languageOf(localStorage.getItem(KEPT) ?? '');
  } catch {
    return null;
  }
}

/** {@link chosenLanguage}, or else the first of the browser's that there is. */
export const preferredLanguage = (): Language =>
  chosenLanguage() ?? navigator.languages.map(languageOf).find((each) => each !== null) ?? 'en';

/** Remembers the user's choice for the next time that the page is loaded; its address asks for no other one any more. */
export function keepLanguage(chosen: Language): void {
  const address = new URL(location.href);
  address.searchParams.delete('lang');
  history.replaceState(null, '', address);
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
