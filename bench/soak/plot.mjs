const WIDTH = 960;
const PANEL = 150;
const LEFT = 70;
const RIGHT = 190;
const COLOURS = ['#1b6ca8', '#c2571a', '#2f7d32', '#8e3b9c', '#a3322b', '#5d6d1e', '#3a4a5a', '#b0851b'];

const escaped = (text) => String(text).replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const short = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2));

/**
 * An SVG picture with a panel for each quantity over the same time.
 *
 * @param {string} title
 * @param {readonly { title: string, unit: string, fromZero?: boolean, lines: readonly { name: string, points: readonly { x: number, y: number }[], trend?: { slope: number, intercept: number } | null }[] }[]} panels `x` in minutes, a trend's in hours
 */
export function plot(title, panels) {
  const drawn = panels.filter(({ lines }) => lines.some(({ points }) => points.length > 0));
  const maxX = Math.max(1e-9, ...drawn.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ x }) => x))));
  const height = 50 + drawn.length * (PANEL + 50) + 20;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="${LEFT}" y="24" font-size="16">${escaped(title)}</text>`,
  ];
  const xOf = (x) => LEFT + (x / maxX) * (WIDTH - LEFT - RIGHT);
  for (const [i, { title: name, unit, lines, fromZero = true }] of drawn.entries()) {
    const top = 60 + i * (PANEL + 50);
    const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
    const least = fromZero ? Math.min(0, ...values) : Math.min(...values);
    const most = Math.max(...values, least + 1e-6);
    const yOf = (y) => top + PANEL - ((y - least) / (most - least)) * PANEL;
    out.push(`<text x="${LEFT}" y="${top - 8}">${escaped(`${name}, ${unit}`)}</text>`);
    for (const share of [0, 0.5, 1]) {
      const value = least + share * (most - least);
      out.push(
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(value)}" y2="${yOf(value)}" stroke="#ddd"/>`,
        `<text x="${LEFT - 6}" y="${yOf(value) + 4}" text-anchor="end">${short(value)}</text>`,
      );
    }
    for (const [k, { name: label, points, trend }] of lines.entries()) {
      const colour = COLOURS[k % COLOURS.length];
      const path = points.map(({ x, y }) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ');
      out.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`);
      if (trend) {
        const at = (x) => Math.min(top + PANEL, Math.max(top, yOf(trend.intercept + (trend.slope * x) / 60)));
        out.push(
          `<line x1="${xOf(0)}" y1="${at(0)}" x2="${xOf(maxX)}" y2="${at(maxX)}" stroke="${colour}" stroke-dasharray="5 4"/>`,
        );
      }
      const y = top + 12 + 16 * k;
      out.push(
        `<line x1="${WIDTH - RIGHT + 10}" x2="${WIDTH - RIGHT + 30}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="3"/>`,
        `<text x="${WIDTH - RIGHT + 36}" y="${y}">${escaped(label)}</text>`,
      );
    }
    out.push(`<text x="${WIDTH - RIGHT}" y="${top + PANEL + 16}" text-anchor="end">${short(maxX)} min</text>`);
  }
  return `${out.join('\n')}\n</svg>\n`;
}
