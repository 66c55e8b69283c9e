/** Of the element: it takes font and colour from the page. */
const STYLE = `
:host { display: inline-flex; align-items: center; gap: .75em; padding: .5em .75em; border: 1px solid; border-radius: .5em;
  border-color: color-mix(in srgb, currentcolor 25%, transparent); font: inherit; max-width: 100%; min-width: min(20em, 100%); box-sizing: border-box; }
:host([hidden]) { display: none; }
button { flex: none; width: 2.75em; height: 2.75em; border: 0; border-radius: 50%; cursor: pointer; font: inherit;
  background: currentcolor; display: grid; place-items: center; }
button svg { width: 1.25em; height: 1.25em; fill: Canvas; }
@media (forced-colors: active) { button { border: 1px solid; } button svg { fill: ButtonText; } }
button:focus-visible, input:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
[part=text] { min-width: 0; flex: 1; }
[part=title], [part=state] { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[part=title] { font-weight: 600; }
[part=state][data-fault] { white-space: normal; overflow-wrap: anywhere; }
[part=state] { font-size: .875em; }
input { flex: none; width: 5em; accent-color: currentcolor; }
`;

/** Styles a shadow root by a sheet that no Content-Security-Policy forbids; an old browser by an element. */
export function applyPlayerStyle(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement('style');
  style.textContent = STYLE;
  (root as ShadowRoot).append(style);
}
