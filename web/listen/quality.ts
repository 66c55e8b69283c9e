import { type CodecFormat, payloadBitsPerSecond } from 'latentcast/browser';
import { choice, h } from '../dom.js';
import { decimal, t } from '../language.js';

/** The choice of quality: only what the stream has. */
export interface QualityChoice {
  readonly node: HTMLElement;
  /** @param sourcePlanes bit planes that the source sends; 0 before that is known, and nothing is shown */
  show(sourcePlanes: number, format: CodecFormat | undefined): void;
}

/** Bit planes that can be chosen of a stream: one, two and all. */
export const planesToChoose = (sourcePlanes: number): number[] =>
  [...new Set([1, 2, sourcePlanes])].filter((planes) => planes >= 1 && planes <= sourcePlanes);

/** A quality in words, with its rate. */
export function qualityText(place: number, planes: number, format: CodecFormat | undefined): string {
  const name = t.listen.qualities[place]!;
  if (!format) return name;
  return `${name} ${t.listen.rate(decimal(payloadBitsPerSecond(format, planes) / 1000, 1))}`;
}

/**
 * @param planes what is wanted at first; more than the stream has is all of it
 * @param onChoose called with the bit planes to ask for
 */
export function qualityChoice(planes: () => number, onChoose: (planes: number) => void): QualityChoice {
  const node = h('div', { class: 'quality' });
  let shown = '';
  return {
    node,
    show(sourcePlanes, format) {
      const places = planesToChoose(sourcePlanes);
      const texts = places.map((n, i) => qualityText(i, n, format));
      if (shown === texts.join()) return;
      shown = texts.join();
      const wanted = Math.min(planes(), sourcePlanes);
      const selected = places.filter((n) => n <= wanted).at(-1) ?? 1;
      if (places.length < 2)
        node.replaceChildren(
          ...(places.length === 0 ? [] : [h('span', { class: 'setting' }, h('b', {}, t.listen.quality), texts[0]!)]),
        );
      else
        node.replaceChildren(
          choice(
            t.listen.quality,
            'planes',
            places.map((n, i) => [String(n), texts[i]!] as const),
            String(selected),
            (value) => onChoose(Number(value)),
          ),
        );
    },
  };
}
