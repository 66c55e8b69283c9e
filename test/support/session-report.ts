import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantiles, type Skew } from './session-recording.js';

/** What one peer has done while it was recorded. */
export interface PeerRecord {
  readonly name: string;
  /** Against the first peer. */
  readonly skews: readonly Skew[];
  /** [from, ms] */
  readonly silences: readonly (readonly [number, number])[];
  /** Jumps, and times that the device ran dry, in that time. */
  readonly hardSteps: number;
  readonly underruns: number;
}

/** One row for each peer, in ms. */
export function skewTable(peers: readonly PeerRecord[]): string {
  const head = [
    'peer',
    'median',
    '95 %',
    '99 %',
    'largest',
    'windows',
    'hard steps',
    'underruns',
    'silences',
    'longest',
  ];
  const rows = peers.map(({ name, skews, silences, hardSteps, underruns }) => {
    const { p50, p95, p99, max, n } = quantiles(skews);
    const longest = Math.max(0, ...silences.map(([, ms]) => ms));
    return [
      name,
      ...[p50, p95, p99, max].map((ms) => ms.toFixed(2)),
      n,
      hardSteps,
      underruns,
      silences.length,
      longest,
    ];
  });
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => String(cell).padStart(9)).join(' | ')} |`).join('\n');
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, REACH_MS] = [1200, 480, 60, 40, 50, 40];
const COLOURS = ['#888888', '#1f6fb4', '#d9651a', '#2a9d4a', '#b0328f', '#7a5230', '#c02f2f', '#3aa7a7'];

/** Skew over time, one line of points for each peer, as SVG; what lies outside is drawn at the edge. */
export function skewPicture(title: string, peers: readonly PeerRecord[]): string {
  const seconds = Math.max(1, ...peers.flatMap(({ skews }) => skews.map(({ atS }) => atS)));
  const x = (atS: number): string => (LEFT + (atS / seconds) * (WIDTH - LEFT - 20)).toFixed(1);
  const y = (ms: number): string => {
    const shown = Math.max(-REACH_MS, Math.min(REACH_MS, ms));
    return (TOP + ((REACH_MS - shown) / (2 * REACH_MS)) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  };
  const text = (px: number | string, py: number | string, words: string, more = ''): string =>
    `<text x="${px}" y="${py}" ${more}>${words}</text>`;
  const line = (ms: number): string =>
    `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(ms)}" y2="${y(ms)}" stroke="${ms === 0 ? '#444' : '#ddd'}"/>${text(LEFT - 6, y(ms), String(ms), 'text-anchor="end" dominant-baseline="middle"')}`;
  const stepS = [5, 10, 30, 60, 120].find((step) => seconds / step <= 12) ?? 300;
  const times = Array.from({ length: Math.floor(seconds / stepS) + 1 }, (_, i) =>
    text(x(i * stepS), HEIGHT - BOTTOM + 18, `${i * stepS} s`, 'text-anchor="middle"'),
  );
  const points = peers.map(({ skews }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    return skews.map(({ atS, ms }) => `<circle cx="${x(atS)}" cy="${y(ms)}" r="1.6" fill="${colour}"/>`).join('');
  });
  const names = peers.map(({ name }, i) =>
    text(LEFT + i * 150, HEIGHT - 10, name, `fill="${COLOURS[i % COLOURS.length]}" font-weight="bold"`),
  );
  const marks = [-40, -30, -20, -10, 0, 10, 20, 30, 40].map(line);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    text(LEFT, 22, `${title}: ms by which each peer is later than the first`, 'font-size="15"'),
    ...[marks, times, points, names].map((parts) => parts.join('\n')),
    '</svg>',
  ].join('\n');
}

/**
 * Prints the table and writes the picture to LATENTCAST_SESSION_OUT, or the system's folder for temporary files.
 * @param name of the picture's file, without its ending
 */
export function reportSkews(name: string, title: string, peers: readonly PeerRecord[]): void {
  const file = join(process.env.LATENTCAST_SESSION_OUT ?? tmpdir(), `${name}.svg`);
  writeFileSync(file, skewPicture(title, peers));
  console.log(`${title}, in ms\n${skewTable(peers)}\nskew over time: ${file}`);
}
