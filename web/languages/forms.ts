/** A text for each plural form of a language (Unicode CLDR); `{n}` stands for the number. */
export type PluralForms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/** Forms of a text; a language's file that is checked against another's may have more of them. */
export const plural = (forms: PluralForms): PluralForms => forms;

/** The name of a figure, and what it means. */
export const term = (name: string, meaning: string): readonly [string, string] => [name, meaning];
