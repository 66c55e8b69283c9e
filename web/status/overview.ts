import { figure, h, setText } from '../dom.js';
import { decimal } from '../language.js';
import { megabytes, time } from '../words.js';
import type { StatusChanges, StatusChannel, StatusTotals } from './api.js';
import { chart } from './chart.js';
import { span } from './format.js';
import { s } from './language.js';

/** The relay's figures and its listeners over the last hour. */
export function overview(): {
  readonly nodes: Node[];
  set(
    totals: NonNullable<StatusChanges['totals']>,
    nowMs: number,
    history: StatusTotals['history'],
    channels: Iterable<StatusChannel>,
  ): void;
} {
  const figures = {
    listeners: figure(...s.figures.listeners),
    sources: figure(...s.figures.sources),
    lag: figure(...s.figures.lag),
    refused: figure(...s.figures.refused),
    memory: figure(...s.figures.memory),
    uptime: figure(...s.figures.uptime),
  };
  const line = chart();
  const from = h('span', {}, '');
  const most = h('span', {}, '');
  return {
    nodes: [
      h('dl', { class: 'figures six' }, ...Object.values(figures).map(({ row }) => row)),
      h(
        'section',
        { class: 'card', 'aria-label': s.chart.label },
        h('h2', {}, s.chart.title),
        line.node,
        h('div', { class: 'chart-scale', 'aria-hidden': 'true' }, from, most, h('span', {}, s.chart.now)),
      ),
    ],
    set(totals, nowMs, { samples }, channels) {
      figures.listeners.set(decimal(totals.listeners, 0));
      figures.sources.set(decimal(totals.sources, 0));
      figures.lag.set(...time(Array.from(channels).reduce((most, { maxLagMs }) => Math.max(most, maxLagMs), 0)));
      figures.refused.set(decimal(totals.refused, 0));
      if (totals.residentBytes !== null)
        figures.memory.set(...(megabytes(totals.residentBytes).split(' ') as [string, string]));
      figures.uptime.set(span(totals.uptimeSeconds));
      const present = { atMs: nowMs, listeners: totals.listeners };
      line.set([...samples, present]);
      setText(from, samples[0] ? s.chart.ago(span((present.atMs - samples[0].atMs) / 1000)) : '');
      setText(
        most,
        s.chart.most(decimal(Math.max(present.listeners, ...samples.map(({ listeners }) => listeners)), 0)),
      );
    },
  };
}
