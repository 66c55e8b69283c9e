import { h } from './dom.js';

/** A colour of its own for each name, in degrees of hue. */
export function hueOf(name: string): number {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + char.codePointAt(0)!) % 360;
  return hash;
}

/** What gives an element the colour of a name. */
export const hueStyle = (name: string): string => `--hue:${hueOf(name)}`;

/** A coloured tile that stands for a channel, with what is in it. */
export const cover = (name: string, ...children: Node[]): HTMLElement =>
  h('div', { class: 'cover', style: hueStyle(name) }, ...children);

/** A tile with the first letter of a name. */
export const initialCover = (name: string): HTMLElement =>
  cover(name, h('span', { 'aria-hidden': 'true' }, [...name][0]?.toUpperCase() ?? ''));
