import { PRESETS, type Preset, type StreamMetadata } from 'latentcast/browser';
import { choice, h } from '../dom.js';
import type { BroadcastState, Microphone } from './state.js';
import type { BroadcastForm } from './studio.js';

const PRESET_TEXT: Readonly<Record<Preset, string>> = {
  live: 'Talk: 0.2 s, 3.4 kbit/s',
  normal: 'Normal: 0.6 s, 2.1 kbit/s',
  radio: 'Radio: 1 s, 1.8 kbit/s',
};

/** The card in which a broadcast is set up. */
export interface FormCard {
  readonly node: HTMLElement;
  read(): BroadcastForm;
  /** Lists the microphones; while on air, hides what cannot be changed then and so makes room. */
  show(state: Pick<BroadcastState, 'isStarted' | 'microphones'>): void;
}

/** @param handlers `onMetadata` is called when title or artist has been edited */
export function broadcastForm(handlers: { onMetadata(metadata: StreamMetadata): void }): FormCard {
  const onEdited = (): void => handlers.onMetadata(metadata());
  const channel = h('input', { type: 'text', id: 'channel', value: 'studio', maxlength: 64, autocomplete: 'off' });
  const title = h('input', { type: 'text', id: 'title', maxlength: 256, onchange: onEdited });
  const artist = h('input', { type: 'text', id: 'artist', maxlength: 256, onchange: onEdited });
  const device = h('select', { id: 'device' });
  const presets = Object.keys(PRESETS).map((name) =>
    h('option', { value: name, selected: name === 'normal' }, PRESET_TEXT[name as Preset]),
  );
  const preset = h('select', { id: 'preset' }, ...presets);
  const fixed = [
    field(channel, 'Channel', 'letters, digits, dots, dashes'),
    field(device, 'Microphone'),
    field(preset, 'Packets', 'delay and cost'),
  ];
  for (const node of fixed) node.classList.add('wide');
  const chosen = { use: 'voice' as 'voice' | 'music', planes: 1, isStereo: false };
  const settings = h('div', { class: 'controls gap' }, ...settingChoices(chosen));
  const metadata = (): StreamMetadata => ({
    ...(title.value && { title: title.value }),
    ...(artist.value && { artist: artist.value }),
  });
  let listed: readonly Microphone[] | null = null;
  return {
    node: h(
      'div',
      { class: 'card' },
      h('div', { class: 'form' }, ...fixed, field(title, 'Title', 'or none'), field(artist, 'Artist', 'or none')),
      settings,
    ),
    read: () => ({
      ...chosen,
      channel: channel.value.trim(),
      deviceId: device.value,
      preset: preset.value as Preset,
      metadata: metadata(),
    }),
    show({ isStarted, microphones }) {
      for (const node of [...fixed, settings]) node.hidden = isStarted;
      if (microphones === listed) return;
      listed = microphones;
      const selected = device.value;
      device.replaceChildren(
        h('option', { value: '' }, 'The system’s microphone'),
        ...microphones.map(({ deviceId, label }) =>
          h('option', { value: deviceId, selected: deviceId === selected }, label),
        ),
      );
    },
  };
}

/** Radio buttons that set the fields of `chosen`. */
function settingChoices(chosen: { use: 'voice' | 'music'; planes: number; isStereo: boolean }): HTMLElement[] {
  return [
    choice(
      'Sound',
      'use',
      [
        ['voice', 'Voice'],
        ['music', 'Music'],
      ],
      'voice',
      (value) => {
        chosen.use = value;
      },
    ),
    choice(
      'Quality',
      'planes',
      [
        ['1', '1 plane'],
        ['2', '2 planes'],
      ],
      '1',
      (value) => {
        chosen.planes = Number(value);
      },
    ),
    choice(
      'Channels',
      'channels',
      [
        ['1', 'Mono'],
        ['2', 'Stereo'],
      ],
      '1',
      (value) => {
        chosen.isStereo = value === '2';
      },
    ),
  ];
}

const field = (control: HTMLElement, name: string, hint = ''): HTMLElement =>
  h('label', { for: control.id }, h('span', {}, name, hint ? h('small', {}, ` ${hint}`) : null), control);
