/** Shapes in a field of 24 × 24. */
const SHAPES = {
  play: 'M8 5.1v13.8a1 1 0 0 0 1.5.86l11-6.9a1 1 0 0 0 0-1.72l-11-6.9A1 1 0 0 0 8 5.1z',
  stop: 'M7.5 6h9A1.5 1.5 0 0 1 18 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 16.500v-9A1.5 1.5 0 0 1 7.500 6z',
  pause: 'M8 5h2.500v14H8zM13.500 5H16v14h-2.500z',
  sound:
    'M3 9.500v5h3.500L11 18.500v-13L6.500 9.500zM13.500 8.500a5 5 0 0 1 0 7l1.200 1.200a6.700 6.700 0 0 0 0-9.400zM16.300 5.700a9 9 0 0 1 0 12.600l1.200 1.200a10.700 10.700 0 0 0 0-15z',
  muted:
    'M3 9.500v5h3.500L11 18.500v-13L6.500 9.500zM14 9.200 15.200 8l2.300 2.300L19.800 8 21 9.200 18.700 11.500 21 13.800 19.800 15l-2.300-2.300L15.200 15 14 13.800l2.300-2.300z',
  share:
    'M17.500 15.500a3 3 0 0 0-2.200 1L9 13.100a3 3 0 0 0 0-2.200l6.300-3.400a3 3 0 1 0-.8-1.500L8.200 9.400a3 3 0 1 0 0 5.200l6.300 3.400a3 3 0 1 0 3-2.500z',
  record: 'M12 5a7 7 0 1 1 0 14 7 7 0 0 1 0-14z',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z',
  up: 'M12 6l6 6-1.400 1.400L13 9.800V19h-2V9.800l-3.600 3.600L6 12z',
  remove:
    'M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400L12 13.400 6.400 19 5 17.600 10.600 12 5 6.400z',
  download: 'M11 4h2v8.200l3.300-3.300 1.400 1.400L12 16l-5.700-5.700 1.400-1.400 3.300 3.300zM5 18h14v2H5z',
  next: 'M6 5.500v13l9-6.500zM16 5.500h2.500v13H16z',
} as const;

/** Name of an icon. */
export type Icon = keyof typeof SHAPES;

/** An icon that takes the colour of its text; nothing is told of it to a screen reader. */
export function icon(name: Icon): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Shows another icon in an element that has one. */
export function setIcon(element: Element, name: Icon): void {
  const path = element.querySelector('.icon path');
  if (path?.getAttribute('d') !== SHAPES[name]) path?.setAttribute('d', SHAPES[name]);
}
