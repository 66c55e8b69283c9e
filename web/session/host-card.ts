import { h } from '../dom.js';
import type { HostSource } from './desk.js';
import { s } from './language.js';
import { sourcePicker } from './source-picker.js';

/** What the host does while the session lasts. */
export interface HostHandlers {
  onAdd(files: readonly File[]): void;
  onChange(source: HostSource): void;
  /** Whether files are played, to which others can be added. */
  hasFiles(): boolean;
}

/** A card in which the host adds files, or plays something else. */
export function hostCard({ onAdd, onChange, hasFiles }: HostHandlers): {
  readonly node: HTMLElement;
  show(isHost: boolean): void;
} {
  const more = h('input', {
    type: 'file',
    id: 'more-files',
    accept: 'audio/*,video/*,.flac,.opus',
    multiple: true,
    onchange: () => {
      const files = [...(more.files ?? [])];
      more.value = '';
      onAdd(files);
    },
  });
  const add = h('label', { for: more.id, class: 'file' }, s.hosting.add, more);
  const picker = sourcePicker('change');
  const node = h(
    'section',
    { class: 'card', 'aria-labelledby': 'hosting-title' },
    h('h2', { id: 'hosting-title' }, s.hosting.title),
    add,
    h(
      'details',
      {},
      h('summary', {}, s.hosting.other),
      h(
        'form',
        {
          onsubmit: (event: SubmitEvent) => {
            event.preventDefault();
            const source = picker.read();
            if (source) onChange(source);
          },
        },
        picker.node,
        h('p', { class: 'gap' }, h('button', { type: 'submit' }, s.hosting.change)),
      ),
    ),
  );
  return {
    node,
    show(isHost) {
      node.hidden = !isHost;
      add.hidden = !hasFiles();
    },
  };
}
