import { chooseLanguage, preferredLanguage, wordsIn } from '../language.js';
import { en, type StatusWords } from '../languages/status/en.js';

// Outside a page it is English.
if (typeof document !== 'undefined') chooseLanguage(preferredLanguage());

/** The texts of the operator’s page in the language of the browser. */
export const s: StatusWords = await wordsIn(en, { de: async () => (await import('../languages/status/de.js')).de });
