/** A text for each plural form of a language (Unicode CLDR); `{n}` stands for the number. */
export type PluralForms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
