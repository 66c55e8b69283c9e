import { applyPlayerStyle } from './player-style.js';

const PLAY = 'M7 4v16l13-8z';
const STOP = 'M6 6h12v12H6z';

/** What the element consists of. */
export interface PlayerParts {
  readonly button: HTMLButtonElement;
  readonly title: HTMLSpanElement;
  readonly text: HTMLSpanElement;
  /** How much of the model has come: it counts on, which a screen reader does not read out. */
  readonly progress: HTMLSpanElement;
  readonly volume: HTMLInputElement;
  /** Shows what a click of the button does. */
  setIcon(shape: 'play' | 'stop'): void;
}

/** Fills an open shadow root with them. */
export function makePlayerParts(root: ShadowRoot): PlayerParts {
  const svgElement = <Name extends 'svg' | 'path'>(name: Name): SVGElementTagNameMap[Name] =>
    document.createElementNS('http://www.w3.org/2000/svg', name);
  const [svg, shape] = [svgElement('svg'), svgElement('path')];
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(shape);
  const button = document.createElement('button');
  button.type = 'button';
  button.part.add('button');
  button.append(svg);
  const [title, text, progress, words] = Array.from({ length: 4 }, () => document.createElement('span'));
  title!.part.add('title');
  text!.part.add('state');
  text!.setAttribute('role', 'status');
  progress!.setAttribute('aria-hidden', 'true');
  words!.part.add('text');
  words!.append(title!, text!);
  const volume = document.createElement('input');
  Object.assign(volume, { type: 'range', min: '0', max: '1', step: '0.01', value: '1' });
  volume.part.add('volume');
  applyPlayerStyle(root);
  root.append(button, words!, volume);
  return {
    button,
    title: title!,
    text: text!,
    progress: progress!,
    volume,
    setIcon: (name) => shape.setAttribute('d', name === 'play' ? PLAY : STOP),
  };
}
