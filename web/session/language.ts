import { wordsIn } from '../language.js';
import { en, type SessionWords } from '../languages/session/en.js';

/** The texts of listening sessions in the language of the page, which is known when this part of it is loaded. */
export const s: SessionWords = await wordsIn(en, { de: async () => (await import('../languages/session/de.js')).de });
