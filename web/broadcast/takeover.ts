import { titleLine } from 'latentcast/browser';
import { ask } from '../ask.js';
import { fetchFacts } from '../channel-facts.js';
import { counted, t } from '../language.js';
import { plain } from '../words.js';

/** Time that the relay has to tell who is on the air; without an answer the broadcast itself shows what is wrong. */
const ANSWER_MS = 2000;

/**
 * Asks whether to go on where somebody else is on the air.
 *
 * @returns false where the user would rather not
 */
export async function mayTakeOver(channel: string): Promise<boolean> {
  const facts = await Promise.race([
    fetchFacts(channel).catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, ANSWER_MS, null)),
  ]);
  if (!facts?.isLive) return true;
  const words = t.broadcast.takeover;
  const playing = plain(titleLine(facts.metadata ?? {}));
  const heard = facts.listeners > 0 ? `${counted(t.broadcast.listeners, facts.listeners)}.` : '';
  const about = [playing && words.playing(playing), heard].filter(Boolean).join(' ');
  return ask({
    title: words.title(channel),
    about,
    text: words.text,
    go: words.go,
    cancel: words.cancel,
  });
}
