import { h, setText } from './dom.js';
import { keepLanguage, LANGUAGES, type Language, language } from './language.js';

/**
 * The choice of language at the foot of a page.
 *
 * @param onChosen shows the page in the language that was chosen, or explains in `note` when that is going to happen
 */
export function languageSwitch(label: string, onChosen: (note: HTMLElement) => void): HTMLElement {
  const note = h('span', { class: 'quiet', 'aria-live': 'polite' });
  const select = h(
    'select',
    {
      id: 'language',
      onchange: () => {
        keepLanguage(select.value as Language);
        onChosen(note);
      },
    },
    ...Object.entries(LANGUAGES).map(([tag, name]) =>
      h('option', { value: tag, lang: tag, selected: tag === language }, name),
    ),
  );
  return h('footer', { class: 'foot' }, h('label', { for: 'language' }, label), select, note);
}

/** Writes the texts of the page's frame, which its HTML has in English. @param links those of the navigation, in order */
export function translateFrame(
  site: { readonly skip: string; readonly pages: string },
  links: readonly string[],
): void {
  setText(document.querySelector('.skip')!, site.skip);
  document.querySelector('nav')!.setAttribute('aria-label', site.pages);
  for (const [i, link] of [...document.querySelectorAll('nav a')].entries()) setText(link, links[i]!);
}
