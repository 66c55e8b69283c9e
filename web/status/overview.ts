import { figure, h, setText } from '../dom.js';
import { megabytes, time } from '../words.js';
import type { StatusChannel, StatusTotals } from './api.js';
import { chart } from './chart.js';
import { span } from './format.js';

/** The relay's figures and its listeners over the last hour. */
export function overview(): {
  readonly nodes: Node[];
  set(totals: StatusTotals, channels: readonly StatusChannel[]): void;
} {
  const figures = {
    listeners: figure('Listeners', 'Connected now, over all channels'),
    sources: figure('Live sources', 'Channels whose source is connected and has not ended'),
    lag: figure('Largest lag', 'Of any listener, by the round trip of a ping behind the audio'),
    refused: figure('Refused', 'Connections that were refused since the relay was started'),
    memory: figure('Memory', 'Resident memory of the relay’s process'),
    uptime: figure('Up for', 'Since the relay was started'),
  };
  const line = chart();
  const from = h('span', {}, '');
  const most = h('span', {}, '');
  return {
    nodes: [
      h('dl', { class: 'figures six' }, ...Object.values(figures).map(({ row }) => row)),
      h(
        'section',
        { class: 'card', 'aria-label': 'Listeners over time' },
        h('h2', {}, 'Listeners'),
        line.node,
        h('div', { class: 'chart-scale', 'aria-hidden': 'true' }, from, most, h('span', {}, 'now')),
      ),
    ],
    set(totals, channels) {
      const { samples } = totals.history;
      figures.listeners.set(String(totals.listeners));
      figures.sources.set(String(totals.sources));
      figures.lag.set(...time(Math.max(0, ...channels.map(({ maxLagMs }) => maxLagMs))));
      figures.refused.set(String(totals.refused));
      figures.memory.set(...(megabytes(totals.residentBytes).split(' ') as [string, string]));
      figures.uptime.set(span(totals.uptimeSeconds));
      const present = { atMs: Date.now(), listeners: totals.listeners };
      line.set([...samples, present]);
      setText(from, samples[0] ? `${span((present.atMs - samples[0].atMs) / 1000)} ago` : '');
      setText(most, `most ${Math.max(present.listeners, ...samples.map(({ listeners }) => listeners))}`);
    },
  };
}
