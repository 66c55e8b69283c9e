import { choice, h } from '../dom.js';
import type { HostSource } from './desk.js';

/** Where a host chooses what to play. */
export interface SourcePicker {
  readonly node: HTMLElement;
  /** Null where no file was chosen: the field says so. */
  read(): HostSource | null;
}

const HINTS: Readonly<Record<HostSource['kind'], string>> = {
  files: 'One file, or several that are played one after another. They stay on this device: only their sound is sent.',
  microphone: 'An instrument, a record player, a voice: without noise suppression, and heard as it comes.',
  tab: 'The browser asks for the tab. It falls silent there, and is heard here and at all others at the same moment.',
};

/** @param id tells several of them in one page apart */
export function sourcePicker(id: string): SourcePicker {
  let kind: HostSource['kind'] = 'files';
  const files = h('input', { type: 'file', id: `${id}-files`, accept: 'audio/*,video/*,.flac,.opus', multiple: true });
  const field = h('label', { for: files.id, class: 'file' }, 'Files', files);
  const hint = h('p', { class: 'quiet' }, HINTS.files);
  return {
    node: h(
      'div',
      { class: 'picker' },
      choice<HostSource['kind']>(
        'Play',
        `${id}-source`,
        [
          ['files', 'Files'],
          ['microphone', 'Microphone'],
          ['tab', 'A tab’s sound'],
        ],
        'files',
        (value) => {
          kind = value;
          field.hidden = kind !== 'files';
          hint.textContent = HINTS[kind];
        },
      ),
      hint,
      field,
    ),
    read() {
      if (kind === 'tab') return { kind };
      if (kind === 'microphone') return { kind, deviceId: '' };
      const chosen = [...(files.files ?? [])];
      files.setCustomValidity(chosen.length === 0 ? 'Choose at least one file.' : '');
      // A file that is chosen later is no fault any more.
      files.onchange = () => files.setCustomValidity('');
      return files.reportValidity() ? { kind, files: chosen } : null;
    },
  };
}
