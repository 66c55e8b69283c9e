import type { CompareWords } from './languages/en.js';
import { escapeHtml, fillText, type PageTexts } from './page-texts.js';
import { type RowIdentity, rowName } from './row-texts.js';

/**
 * The blind test of the comparison page: A and B are two formats, X is one of the two by a seeded coin, and whoever listens
 * tells which. One-sided binomial test against guessing (ITU-R BS.1116 asks for double-blind comparisons; ABX is the form of
 * Clark, "High-Resolution Subjective Testing Using a Double-Blind Comparator", JAES 1982).
 */

/** The section of the page; `first` and `second` are chosen at the start. */
export function abxSection(
  texts: PageTexts,
  choices: readonly RowIdentity[],
  { first, second }: { readonly first: string; readonly second: string },
): string {
  const options = (chosen: string): string =>
    choices
      .map((row) =>
        texts.element(
          'option',
          (writer) => rowName(writer, row),
          `value="${escapeHtml(row.id)}"${row.id === chosen ? ' selected' : ''}`,
        ),
      )
      .join('');
  const word = (tag: string, name: AbxWord, attributes = ''): string =>
    texts.element(tag, ({ words }) => words.abx[name], attributes);
  const button = (attributes: string, key: string, write: (words: CompareWords['abx']) => string): string =>
    `<button type="button" ${attributes}>${texts.element('span', ({ words }) => write(words.abx))} <kbd>${key}</kbd></button>`;
  const play = (which: string): string =>
    button(`data-play="${which.toLowerCase()}"`, which, (words) => fillText(words.play, { which }));
  const group = (name: 'listen' | 'decide'): string =>
    `<div class="buttons" role="group" ${texts.attribute('aria-label', ({ words }) => words.abx[name])}>`;
  return `${word('h2', 'title', 'id="blind"')}
${word('p', 'note', 'class="note"')}
<form id="abx" class="card plain">
<div class="choose">
<div><label for="abx-a">A</label><select id="abx-a" name="a">${options(first)}</select></div>
<div><label for="abx-b">B</label><select id="abx-b" name="b">${options(second)}</select></div>
<div>${word('label', 'trials', 'for="abx-trials"')}<input id="abx-trials" name="trials" type="number" min="5" max="100" value="16" required></div>
<div>${word('label', 'seed', 'for="abx-seed"')}<input id="abx-seed" name="seed" type="number" min="0" max="4294967295" step="1" required></div>
${word('button', 'start')}
</div>
<div class="trial" hidden>
<p class="place" aria-live="polite"></p>
${group('listen')}
${play('A')}
${play('B')}
${play('X')}
</div>
${group('decide')}
${button('data-answer="a"', '←', ({ isA }) => isA)}
${button('data-answer="b"', '→', ({ isB }) => isB)}
${button('data-stop', 'Esc', ({ stop }) => stop)}
</div>
</div>
<div class="result" role="status"></div>
<p class="left" hidden><button type="button" data-continue></button></p>
</form>
<div class="scroll"><table id="abx-results" hidden>
<thead><tr><th scope="col">A</th><th scope="col">B</th>${word('th', 'right', 'scope="col" class="n"')}<th scope="col" class="n">p</th>${word('th', 'seed', 'scope="col" class="n"')}</tr></thead>
<tbody></tbody></table></div>
<p>${word('button', 'forget', 'type="button" id="abx-forget" hidden')}</p>`;
}

type AbxWord = keyof CompareWords['abx'];

/** Style of the section. */
export const ABX_STYLE = `
.card.plain{display:block}
.choose{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:end}
.choose div{min-width:0;max-width:100%}
.choose label{display:block;font-size:13px;color:var(--soft)}
select,input,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:7px;padding:7px 10px;min-height:40px;max-width:100%}
input[type=number]{width:6em}
#abx-seed{width:10.5em}
input[type=checkbox]{width:18px;height:18px;min-height:0;margin:0;accent-color:var(--mark)}
button{cursor:pointer}
button:hover{border-color:var(--ink)}
button.on{border-color:var(--mark);box-shadow:0 0 0 1px var(--mark)}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.buttons button{min-width:7.5em}
kbd{font:600 11px/1.4 ui-monospace,monospace;color:var(--soft);border:1px solid var(--line);border-radius:4px;padding:0 5px;margin-left:4px}
@media (max-width:600px){.buttons button{flex:1 1 30%;min-width:0;padding:7px 6px}}
@media (hover:none){kbd{display:none}}
.trial,.left,.result:not(:empty){margin-top:12px}
.place{font-weight:600;margin:0}
.place.wrong{color:var(--mark)}
`;
