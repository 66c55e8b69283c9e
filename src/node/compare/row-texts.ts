import { type CompareWords, en } from './languages/en.js';
import { fillMarkup, fillText, inEnglish, type Markup, type Writer, writerOf } from './page-texts.js';

/** How a row was made, or why it was not. */
export type RowOrigin =
  | { readonly state: 'original' }
  /** By a program; its faults are those of reading what it has written. */
  | { readonly state: 'program'; readonly command: string; readonly faults: readonly string[] }
  /** None of these programs is installed; the commands install one. */
  | { readonly state: 'missing'; readonly programs: readonly string[]; readonly commands: string }
  | { readonly state: 'failed'; readonly message: string }
  /** By the model: values of this many bits, or not rounded where that is null, and their rate without a container. */
  | { readonly state: 'model'; readonly bits: number | null; readonly kbps: number };

/** What a name depends on: the id and the name of a format, and how it was made. */
export interface RowIdentity {
  readonly id: string;
  readonly name: string;
  readonly origin: RowOrigin;
}

/** A format's name in a language: its own where the language has none for its id. */
export function rowName({ words, number }: Writer, { id, name, origin }: RowIdentity): string {
  if (origin.state === 'model' && origin.bits !== null) {
    const text = words.latents[origin.bits === 1 ? 'one' : 'other'];
    return fillText(text, { n: String(origin.bits), kbps: number(origin.kbps, 2) });
  }
  const names: Readonly<Record<string, string>> = words.rows;
  return names[id] ?? name;
}

/** Name of a format in English, as terminal and JSON have it. */
export const englishName = (id: keyof CompareWords['rows']): string => en.rows[id];

/** What is written of a row's origin, with values. */
type Fill<Text> = (text: string, values: Readonly<Record<string, string>>, english?: readonly string[]) => Text;

/** Figures that a row's origin is told with. */
interface RowFigures {
  readonly origin: RowOrigin;
  readonly payloadBytes?: number;
  readonly overheadBytes?: number;
}

/** The form of the clip. */
interface Form {
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** The clip's channels in words. */
export const channelsText = ({ words }: Writer, channels: number): string =>
  channels === 1 ? words.mono : channels === 2 ? words.stereo : fillText(words.channels, { n: String(channels) });

function writeOrigin<Text>(writer: Writer, row: RowFigures, form: Form, fill: Fill<Text>): Text {
  const { how } = writer.words;
  const { origin } = row;
  switch (origin.state) {
    case 'original':
      return fill(how.original, { rate: String(form.sampleRateHz), channels: channelsText(writer, form.channels) });
    case 'program': {
      const { command, faults } = origin;
      if (faults.length === 0) return fill('{command}', { command });
      return fill(how.faults, { command, faults: faults.join('; ') }, ['faults']);
    }
    case 'missing': {
      const [first = '', ...others] = origin.programs;
      const programs = others.reduce((list, program) => fillText(how.or, { programs: list, program }), first);
      return fill(how.missing, { programs, commands: origin.commands });
    }
    case 'failed':
      return fill(how.failed, { message: origin.message }, ['message']);
    case 'model':
      if (origin.bits === null) return fill(how.float, {});
      return fill(how.file, { payload: String(row.payloadBytes), overhead: String(row.overheadBytes) });
  }
}

/** How a row was made, in English. */
export const howText = (row: RowFigures, form: Form): string => writeOrigin(writerOf('en'), row, form, fillText);

/** How a row was made, as markup in a language; messages of programs are marked as English. */
export const howMarkup = (writer: Writer, row: RowFigures, form: Form): Markup =>
  writeOrigin(writer, row, form, (text, values, english = []) =>
    fillMarkup(
      text,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, english.includes(name) ? inEnglish(value) : value]),
      ),
    ),
  );
