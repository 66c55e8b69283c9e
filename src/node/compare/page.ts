import { hzToMel } from '../../core/dsp/spectrum.js';
import { ABX_STYLE, abxSection } from './abx.js';
import { ABX_SCRIPT } from './abx-script.js';
import type { Comparison, ComparisonMedia, ComparisonRow } from './compare.js';
import { LANGUAGE_HEAD, LANGUAGE_SCRIPT, PAGE_SCRIPT, PAGE_STYLE } from './page-assets.js';
import {
  escapeHtml,
  fillMarkup,
  fillText,
  inEnglish,
  inScript,
  PAGE_LANGUAGES,
  PageTexts,
  type Writer,
} from './page-texts.js';
import { loudestPower, spectrogramStrip, waveformPath } from './pictures.js';
import { channelsText, howMarkup, rowName } from './row-texts.js';

/** Of the formats in order: the digits, and the row of letters below them. */
const KEYS = [...'1234567890qwertyuiop'];

const STRIP = { width: 720, height: 128 };
const WAVE = { width: 720, height: 56 };

/**
 * The report as one self-contained HTML page: pictures, sound, style and script are in it, and its texts in every language.
 * Without its script it is in the first of them.
 */
export function comparisonPage(comparison: Comparison, media: ReadonlyMap<string, ComparisonMedia>): string {
  const { rows, input } = comparison;
  const texts = new PageTexts();
  const reference = media.get('wav');
  const loudest = reference ? loudestPower(reference.mono) : 1;
  const played = rows.filter((row) => media.has(row.id) && row.bytes !== null);
  const body = `<header>
<h1>${escapeHtml(input)}</h1>
${texts.element('p', (writer) => clipText(writer, comparison))}
${faultsOf(texts, comparison)}</header>
<main>
${texts.element('h2', ({ words }) => words.sizes.title, 'id="sizes"')}
<div class="scroll"><table>
<thead><tr>${headings(texts)}</tr></thead>
<tbody>
${rows.map((row) => tableRow(texts, row, comparison)).join('\n')}
</tbody></table></div>
${texts.element('p', ({ words }) => words.sizes.note, 'class="note"')}
<script>translate()</script>
${texts.element('h2', ({ words }) => words.listen.title, 'id="listen"')}
${texts.element('p', ({ words }) => words.listen.keys, 'class="note"')}
<p><label class="match"><input type="checkbox" id="match" checked> ${texts.element('span', ({ words }) => words.listen.match)}</label></p>
${played.map((row, i) => card(texts, row, media.get(row.id)!, comparison, { loudest, key: KEYS[i] })).join('\n')}
${played.length > 1 ? abxSection(texts, played, { first: played[0]!.id, second: played.at(-1)!.id }) : ''}
</main>
<footer>${texts.element('p', ({ words, number }) =>
    fillMarkup(words.footer, { khz: number(comparison.sampleRateHz / 2000) }),
  )}
<p class="language">${texts.element('label', ({ words }) => words.language, 'for="language"')}
<select id="language">${Object.entries(PAGE_LANGUAGES)
    .map(([tag, name]) => `<option value="${tag}" lang="${tag}">${name}</option>`)
    .join('')}</select></p></footer>`;
  const titleIn = ({ words }: Writer): string => fillText(words.title, { input });
  const title = texts.element('title', titleIn);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${title}
<style>${PAGE_STYLE}${ABX_STYLE}</style>
<script>const TEXTS=${texts.toScript()},TITLE=${inScript(titleIn(texts.first))};${LANGUAGE_HEAD}</script>
</head>
<body>
${body}
<script>${LANGUAGE_SCRIPT}${PAGE_SCRIPT}${played.length > 1 ? ABX_SCRIPT : ''}</script>
</body>
</html>
`;
}

function clipText(writer: Writer, comparison: Comparison): ReturnType<typeof fillMarkup> {
  const { words, number } = writer;
  const { latents, model } = comparison;
  return fillMarkup(words.clip, {
    seconds: number(comparison.seconds, 2),
    rate: number(comparison.sampleRateHz / 1000),
    channels: channelsText(writer, comparison.channels),
    model: { html: `<code>${escapeHtml(model.id)}</code>` },
    size: String(latents.latentSize),
    frames: String(latents.frames),
    values: number(latents.values, 0),
    encode: number(comparison.encodeRtf, 2),
    decode: number(comparison.decodeRtf, 2),
  });
}

/** What is wrong with the input: of a damaged one, the figures are those of what was read. */
const faultsOf = (texts: PageTexts, { warnings, isIncomplete }: Comparison): string =>
  warnings.length === 0
    ? ''
    : `<p class="faults">${texts.element('strong', ({ words }) => words.faults[isIncomplete ? 'incomplete' : 'other'])} ${inEnglish(`${warnings.join('; ')}.`).html}</p>\n`;

const headings = (texts: PageTexts): string =>
  [
    texts.element('th', ({ words }) => words.sizes.format, 'scope="col"'),
    texts.element('th', ({ words }) => words.sizes.size, 'scope="col" class="n"'),
    '<th scope="col" class="n">kbit/s</th>',
    texts.element('th', ({ words }) => words.sizes.ratio, 'scope="col" class="n ratio"'),
    texts.element('th', ({ words }) => words.sizes.mel, 'scope="col" class="n"'),
    texts.element('th', ({ words }) => words.sizes.bar, 'scope="col" class="bar"'),
  ].join('');

function tableRow(texts: PageTexts, row: ComparisonRow, comparison: Comparison): string {
  const isPlayed = row.isAvailable && row.bytes !== null;
  const name = isPlayed
    ? `<th scope="row">${texts.element('a', (writer) => rowName(writer, row), `href="#${row.id}"`)}</th>`
    : texts.element('th', (writer) => rowName(writer, row), 'scope="row"');
  if (!isPlayed || row.bytes === null)
    return `<tr class="gone">${name}${texts.element('td', (writer) => howMarkup(writer, row, comparison), 'colspan="5"')}</tr>`;
  const { bytes } = row;
  const sizes = comparison.rows.flatMap((r) => (r.bytes === null ? [] : [Math.log(r.bytes)]));
  const [low, high] = [Math.min(...sizes) - 0.7, Math.max(...sizes)];
  const width = ((Math.log(bytes) - low) / (high - low)) * 100;
  return [
    `<tr class="${row.kind}">${name}`,
    texts.element('td', ({ number }) => `${number(bytes, 0)} B`, 'class="n"'),
    texts.element('td', (writer) => kbps(writer, row.kbps), 'class="n"'),
    texts.element('td', (writer) => times(writer, row.ratio), 'class="n ratio"'),
    texts.element('td', (writer) => db(writer, row.melDb), 'class="n"'),
    `<td class="bar"><span style="width:${width.toFixed(1)}%"></span></td></tr>`,
  ].join('');
}

function card(
  texts: PageTexts,
  row: ComparisonRow,
  found: ComparisonMedia,
  comparison: Comparison,
  { loudest, key }: { readonly loudest: number; readonly key: string | undefined },
): string {
  const nameOf = (writer: Writer): string => rowName(writer, row);
  const head = `<h3>${texts.element('span', nameOf)}${key ? ` <kbd>${key.toUpperCase()}</kbd>` : ''}</h3>`;
  const { sampleRateHz, seconds } = comparison;
  const strip = spectrogramStrip(found.mono, sampleRateHz, { ...STRIP, loudest });
  const wave = waveformPath(found.mono, { ...WAVE, peak: comparison.peak });
  const { loudnessLufs } = row;
  const figures: readonly ((writer: Writer) => string)[] = [
    ({ number }) => `${number(row.bytes ?? 0, 0)} B`,
    (writer) => `${kbps(writer, row.kbps)} kbit/s`,
    ...(row.kind === 'reference'
      ? []
      : [
          (writer: Writer) => fillText(writer.words.listen.smaller, { times: times(writer, row.ratio) }),
          (writer: Writer) => fillText(writer.words.listen.mel, { db: db(writer, row.melDb) }),
        ]),
    ...(loudnessLufs === null
      ? []
      : [
          ({ number }: Writer) => `${number(loudnessLufs, 1)} LUFS`,
          (writer: Writer) => fillText(writer.words.listen.gain, { db: gain(writer, row.gainDb) }),
        ]),
  ];
  const secondsAt = (at: number, digits: number): string =>
    texts.element('span', ({ number }) => `${number(at, digits)} s`);
  return `<section class="card ${row.kind}" id="${row.id}" data-gain="${(row.gainDb ?? 0).toFixed(2)}"${key ? ` data-key="${key}"` : ''}>${head}
<p class="figures">${figures.map((figure) => texts.element('span', figure)).join('')}</p>
${texts.element('p', (writer) => howMarkup(writer, row, comparison), 'class="how"')}
<audio controls preload="metadata" ${texts.attribute('aria-label', nameOf)} src="data:${found.audio.type};base64,${base64(found.audio.bytes)}"></audio>
<figure>
<svg viewBox="0 0 ${WAVE.width} ${WAVE.height}" preserveAspectRatio="none" role="img" ${texts.attribute('aria-label', (writer) => fillText(writer.words.listen.waveform, { name: nameOf(writer) }))}><path d="${wave}"/></svg>
<div class="strip"><img ${texts.attribute('alt', (writer) => fillText(writer.words.listen.spectrogram, { name: nameOf(writer) }))} width="${STRIP.width}" height="${STRIP.height}" src="data:image/png;base64,${base64(strip)}">
${frequencyLabels(sampleRateHz)}<i class="head"></i></div>
<div class="axis">${secondsAt(0, 0)}${secondsAt(seconds / 2, 1)}${secondsAt(seconds, 1)}</div>
</figure>
</section>`;
}

/** Names of some frequencies, where they are on the spectrogram's mel axis. */
const frequencyLabels = (sampleRateHz: number): string =>
  [500, 2000, 8000]
    .filter((hz) => hz < sampleRateHz / 2.2)
    .map((hz) => {
      const top = 100 * (1 - hzToMel(hz) / hzToMel(sampleRateHz / 2));
      return `<b style="top:${top.toFixed(1)}%">${hz < 1000 ? hz : `${hz / 1000}k`}</b>`;
    })
    .join('');

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
const kbps = ({ number }: Writer, n: number | null): string =>
  n === null ? '–' : number(n, n < 10 ? 2 : n < 100 ? 1 : 0);
const db = ({ number }: Writer, n: number | null): string =>
  n === null || !Number.isFinite(n) ? '–' : `${number(n, 2)} dB`;
const gain = ({ number }: Writer, n: number | null): string =>
  (n ?? 0) > -0.05 ? `±${number(0, 1)} dB` : `${number(n ?? 0, 1)} dB`;
const times = ({ number }: Writer, n: number | null): string => (n === null ? '–' : `${number(n, n < 9.95 ? 1 : 0)} ×`);
