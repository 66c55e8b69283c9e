import { decimal } from '../language.js';
import type { StatusSample } from './api.js';
import { s } from './language.js';

/** Size of the drawing, which is stretched to the width of its box. */
const WIDTH = 600;
const HEIGHT = 96;

/** A line of listeners over time as paths of SVG, `[line, area]`; empty for fewer than two samples. */
export function chartPaths(samples: readonly StatusSample[]): readonly [line: string, area: string] {
  if (samples.length < 2) return ['', ''];
  const fromMs = samples[0]!.atMs;
  const spanMs = Math.max(1, samples.at(-1)!.atMs - fromMs);
  const most = Math.max(1, ...samples.map(({ listeners }) => listeners));
  const points = samples.map(({ atMs, listeners }) => {
    const x = ((atMs - fromMs) / spanMs) * WIDTH;
    const y = HEIGHT - 4 - (listeners / most) * (HEIGHT - 12);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = `M${points.join('L')}`;
  return [line, `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`];
}

/** The same for those who do not see it. */
export function chartText(samples: readonly StatusSample[]): string {
  const counts = samples.map(({ listeners }) => listeners);
  if (counts.length === 0) return s.chart.none;
  return s.chart.text(
    ...([counts.at(-1)!, Math.max(...counts), Math.min(...counts)].map((n) => decimal(n, 0)) as [
      string,
      string,
      string,
    ]),
  );
}

const SVG = 'http://www.w3.org/2000/svg';

/** The chart's element and how it is filled. */
export function chart(): { readonly node: SVGSVGElement; set(samples: readonly StatusSample[]): void } {
  const node = document.createElementNS(SVG, 'svg');
  const path = (name: string): SVGPathElement => {
    const element = document.createElementNS(SVG, 'path');
    element.setAttribute('class', name);
    node.append(element);
    return element;
  };
  const area = path('area');
  const line = path('line');
  node.setAttribute('class', 'chart');
  node.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  node.setAttribute('preserveAspectRatio', 'none');
  node.setAttribute('role', 'img');
  return {
    node,
    set(samples) {
      const [linePath, areaPath] = chartPaths(samples);
      line.setAttribute('d', linePath);
      area.setAttribute('d', areaPath);
      node.setAttribute('aria-label', chartText(samples));
    },
  };
}
