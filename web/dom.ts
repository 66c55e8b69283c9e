type Child = Node | string | null | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | ((event: never) => void)>>;

/** Makes an element. A function is a handler of the event that its name ends in; false leaves an attribute out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void);
    else if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets the text where it differs, so that a screen reader does not read the same text again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A view of the page: what it shows, and how it releases what it holds. */
export interface View {
  readonly title: string;
  readonly nodes: Node[];
  /** Whether something plays or is on the air, which a page that is loaded anew would end. */
  isBusy?(): boolean;
  /** Asks whether to leave the view for another one; null where nothing is lost by it. */
  mayLeave?(): Promise<boolean> | null;
  close(): void;
}

/** A short text in a colour, read out when it changes. */
export interface Badge {
  readonly node: HTMLElement;
  /** @param title a tooltip; empty for none */
  set(shown: readonly [text: string, tone: string], title: string): void;
}

/** An empty badge. */
export function badge(): Badge {
  const node = h('span', { class: 'badge', role: 'status' }, '');
  return {
    node,
    set([text, tone], title) {
      setText(node, text);
      node.dataset.tone = tone;
      node.title = title;
    },
  };
}

/** Radio buttons with a legend. */
export function choice<Value extends string>(
  legend: string,
  name: string,
  options: readonly (readonly [Value, string])[],
  selected: Value,
  onChoose: (value: Value) => void,
): HTMLFieldSetElement {
  const picks = options.map(([value, text]) =>
    h(
      'label',
      { class: 'pick' },
      h('input', { type: 'radio', name, value, checked: value === selected, onchange: () => onChoose(value) }),
      h('span', {}, text),
    ),
  );
  return h('fieldset', {}, h('legend', {}, legend), h('div', { class: 'options' }, ...picks));
}

/** A number with its name, in a list of figures. */
export interface Figure {
  readonly row: HTMLElement;
  set(value: string, unit?: string): void;
}

/** @param title what the number means, as a tooltip */
export function figure(name: string, title: string): Figure {
  const dd = h('dd', {}, '–');
  let shown = '';
  return {
    row: h('div', { title }, h('dt', {}, name), dd),
    set(value, unit = '') {
      if (shown === value + unit) return;
      shown = value + unit;
      dd.replaceChildren(value, unit ? h('small', {}, ` ${unit}`) : '');
    },
  };
}
