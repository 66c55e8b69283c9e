import { type CodecFormat, PRESETS, type Preset, type StreamMetadata } from 'latentcast/browser';
import { choice, h, setText } from '../dom.js';
import { t } from '../language.js';
import { qualityText } from '../listen/quality.js';
import { lowDelayChoice } from '../low-delay.js';
import type { Delay } from '../model.js';
import type { SourceKind } from './source-card.js';
import type { BroadcastState } from './state.js';

/** What the form asks for, read at the click. */
export interface BroadcastForm {
  readonly channel: string;
  readonly preset: Preset;
  readonly use: 'voice' | 'music';
  readonly planes: number;
  readonly isStereo: boolean;
  /** What was typed; files have titles of their own. */
  readonly metadata: StreamMetadata;
}

/** The card in which a broadcast is set up. */
export interface FormCard {
  readonly node: HTMLElement;
  read(): BroadcastForm;
  /** The chosen quality in words. */
  quality(): string;
  /** Writes the rates of the qualities. */
  setFormat(format: CodecFormat): void;
  /** While on air, hides what cannot be changed then and so makes room. */
  show(state: Pick<BroadcastState, 'isStarted'>, kind: SourceKind): void;
  /** For another name of a channel. */
  focusChannel(): void;
}

/** What a form calls. */
export interface FormHandlers {
  /** Title or artist has been edited. */
  onMetadata(metadata: StreamMetadata): void;
  /** Encodes with another delay; rejects where it cannot. */
  setDelay(delay: Delay): Promise<void>;
}

/** A card with what was set at first. */
export function broadcastForm(handlers: FormHandlers): FormCard {
  const words = t.broadcast;
  const onEdited = (): void => handlers.onMetadata(metadata());
  const channel = h('input', {
    type: 'text',
    id: 'channel',
    value: 'studio',
    maxlength: 64,
    autocomplete: 'off',
    dir: 'ltr',
  });
  const title = h('input', { type: 'text', id: 'title', maxlength: 256, dir: 'auto', onchange: onEdited });
  const artist = h('input', { type: 'text', id: 'artist', maxlength: 256, dir: 'auto', onchange: onEdited });
  const preset = h(
    'select',
    { id: 'preset' },
    ...Object.keys(PRESETS).map((name) =>
      h('option', { value: name, selected: name === 'normal' }, words.presets[name as Preset]),
    ),
  );
  const chosen = { use: 'voice' as 'voice' | 'music', planes: 1, isStereo: false };
  const quality = choice(
    words.quality,
    'planes',
    [
      ['1', qualityText(0, 1, undefined)],
      ['2', qualityText(1, 2, undefined)],
    ],
    '1',
    (value) => {
      chosen.planes = Number(value);
    },
  );
  const use = choice(
    words.use,
    'use',
    [
      ['voice', words.voice],
      ['music', words.music],
    ],
    'voice',
    (value) => {
      chosen.use = value;
    },
  );
  const sides = choice(
    words.channels,
    'channels',
    [
      ['1', words.mono],
      ['2', words.stereo],
    ],
    '1',
    (value) => {
      chosen.isStereo = value === '2';
    },
  );
  const fixed = [field(channel, words.channel, words.channelHint), field(preset, words.packets, words.packetsHint)];
  for (const node of fixed) node.classList.add('wide');
  const named = [field(title, words.titleField, words.orNone), field(artist, words.artistField, words.orNone)];
  const settings = h('div', { class: 'controls gap' }, use, quality, sides);
  const lowDelay = lowDelayChoice('encode', handlers.setDelay);
  const metadata = (): StreamMetadata => ({
    ...(title.value && { title: title.value }),
    ...(artist.value && { artist: artist.value }),
  });
  const texts = quality.querySelectorAll('.pick span');
  return {
    node: h(
      'section',
      { class: 'card settings', 'aria-label': words.settings },
      h('div', { class: 'form' }, ...fixed, ...named),
      settings,
      lowDelay.node,
    ),
    read: () => ({
      ...chosen,
      channel: channel.value.trim(),
      preset: preset.value as Preset,
      metadata: metadata(),
    }),
    quality: () => qualityText(chosen.planes - 1, chosen.planes, undefined),
    setFormat(format) {
      for (const [i, text] of texts.entries()) setText(text, qualityText(i, i + 1, format));
    },
    show({ isStarted }, kind) {
      for (const node of [...fixed, settings, lowDelay.node]) node.hidden = isStarted;
      lowDelay.show();
      for (const node of named) node.hidden = kind === 'files';
      // A tab and files are taken as they are; a microphone's voice is cleaned by the browser.
      use.hidden = kind !== 'microphone';
    },
    focusChannel: () => channel.focus(),
  };
}

const field = (control: HTMLElement, name: string, hint = ''): HTMLElement =>
  h('label', { for: control.id }, h('span', {}, name, hint ? h('small', {}, ` ${hint}`) : null), control);
