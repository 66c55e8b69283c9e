import encodeQR from 'qr';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * A QR code, dark on white in either colour scheme, with the four modules of margin that readers need.
 *
 * @param label for those who do not see it
 */
export function qrCode(text: string, label: string): SVGSVGElement {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const size = modules.length;
  const path = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  for (const [name, attributes] of [
    ['rect', { width: size, height: size, fill: '#fff' }],
    ['path', { d: path, fill: '#000' }],
  ] as const) {
    const part = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, String(value));
    svg.append(part);
  }
  return svg;
}
