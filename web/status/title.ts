import { plain } from '../words.js';
import type { StatusChannel } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { s } from './language.js';

/** Texts of a title, in the order in which they are shown. */
export const TITLE_FIELDS = ['title', 'artist', 'station'] as const;

type Titled = Partial<Pick<StatusChannel, 'operatorMetadata' | 'sourceMetadata' | 'metadata'>>;

/** Which texts an operator has set, by their names; empty for none. */
export const operatorTexts = ({ operatorMetadata }: Titled): string[] =>
  TITLE_FIELDS.filter((field) => operatorMetadata?.[field] !== undefined).map((field) => s.titles[field]);

/** What is sent of the fields of the dialog: those that were changed, and null for those that are the source's again. */
export function titleChanges(
  before: Titled['operatorMetadata'],
  answer: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const changed = TITLE_FIELDS.filter((field) => (answer[field] ?? '') !== (before?.[field] ?? ''));
  return Object.fromEntries(changed.map((field) => [field, answer[field] || null]));
}

/** Asks what listeners are to be shown in place of what the source states, text by text. */
export async function setTitle(desk: Desk, name: string, channel: Titled): Promise<void> {
  const own = channel.operatorMetadata;
  const stated = channel.sourceMetadata;
  const answer = await ask({
    title: s.titles.of(name),
    text: s.titles.text,
    confirm: s.titles.confirm,
    fields: TITLE_FIELDS.map((field) => {
      const text = plain(stated?.[field] ?? '');
      return {
        name: field,
        label: s.titles[field],
        value: own?.[field] ?? '',
        // What listeners are shown while the field is empty.
        hint: text ? s.titles.ofSource(text) : s.titles.sourceStatesNone,
      };
    }),
  });
  if (!answer) return;
  const changes = titleChanges(own, answer);
  if (Object.keys(changes).length === 0) return;
  const isCleared = TITLE_FIELDS.every((field) => !(answer[field] ?? ''));
  const done = isCleared ? s.titles.cleared(name) : s.titles.set(name);
  await desk.change(done, 'PATCH', `channels/${encodeURIComponent(name)}/title`, changes);
}
