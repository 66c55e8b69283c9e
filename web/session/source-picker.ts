import { choice, h } from '../dom.js';
import type { HostSource } from './desk.js';
import { s } from './language.js';

/** Where a host chooses what to play. */
export interface SourcePicker {
  readonly node: HTMLElement;
  /** Null where no file was chosen: the field says so. */
  read(): HostSource | null;
}

/** @param id tells several of them in one page apart */
export function sourcePicker(id: string): SourcePicker {
  let kind: HostSource['kind'] = 'files';
  const files = h('input', { type: 'file', id: `${id}-files`, accept: 'audio/*,video/*,.flac,.opus', multiple: true });
  const field = h('label', { for: files.id, class: 'file' }, s.source.files, files);
  const hint = h('p', { class: 'quiet' }, s.source.hints.files);
  return {
    node: h(
      'div',
      { class: 'picker' },
      choice<HostSource['kind']>(
        s.source.play,
        `${id}-source`,
        [
          ['files', s.source.files],
          ['microphone', s.source.microphone],
          ['tab', s.source.tab],
        ],
        'files',
        (value) => {
          kind = value;
          field.hidden = kind !== 'files';
          hint.textContent = s.source.hints[kind];
        },
      ),
      hint,
      field,
    ),
    read() {
      if (kind === 'tab') return { kind };
      if (kind === 'microphone') return { kind, deviceId: '' };
      const chosen = [...(files.files ?? [])];
      files.setCustomValidity(chosen.length === 0 ? s.source.noneChosen : '');
      // A file that is chosen later is no fault any more.
      files.onchange = () => files.setCustomValidity('');
      return files.reportValidity() ? { kind, files: chosen } : null;
    },
  };
}
