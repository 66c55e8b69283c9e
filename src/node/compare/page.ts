import { hzToMel } from '../../core/dsp/spectrum.js';
import { ABX_SCRIPT, ABX_STYLE, abxSection } from './abx.js';
import type { Comparison, ComparisonMedia, ComparisonRow } from './compare.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.js';
import { loudestPower, spectrogramStrip, waveformPath } from './pictures.js';

/** Of the formats in order: the digits, and the row of letters below them. */
const KEYS = [...'1234567890qwertyuiop'];

const STRIP = { width: 720, height: 128 };
const WAVE = { width: 720, height: 56 };

/** The report as one self-contained HTML page: pictures, sound, style and script are in it. */
export function comparisonPage(comparison: Comparison, media: ReadonlyMap<string, ComparisonMedia>): string {
  const { rows, input, seconds, model, latents } = comparison;
  const reference = media.get('wav');
  const loudest = reference ? loudestPower(reference.mono) : 1;
  const rate = (comparison.sampleRateHz / 1000).toLocaleString('en-US');
  const title = `${input}: Latentcast beside other formats`;
  const played = rows.filter((row) => media.has(row.id) && row.bytes !== null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}${ABX_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(input)}</h1>
<p>${seconds.toFixed(2)} s at ${rate} kHz, ${comparison.channels === 1 ? 'mono' : 'stereo'}. Model <code>${escapeHtml(model.id)}</code>
gives latents of [1 × ${latents.latentSize} × ${latents.frames}], ${count(latents.values)} values. By the clock of this machine,
with whatever else ran on it, encoding took ${comparison.encodeRtf.toFixed(2)} and decoding ${comparison.decodeRtf.toFixed(2)} times the clip's duration.</p>
${faultsOf(comparison)}</header>
<main>
<h2 id="sizes">Sizes</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Format</th><th scope="col" class="n">Size</th><th scope="col" class="n">kbit/s</th><th scope="col" class="n ratio">Smaller than WAV</th>
<th scope="col" class="n">Mel distance</th><th scope="col" class="bar">Size, logarithmic</th></tr></thead>
<tbody>
${rows.map((row) => tableRow(row, rows)).join('\n')}
</tbody></table></div>
<p class="note">Sizes are those of whole files. Mel distance: the mean difference of log-mel spectra to the original, in dB; 0 is
identical. It compares versions of one clip and does not replace listening.</p>
<h2 id="listen">Listen and look</h2>
<p class="note">One plays at a time, and the next one continues at the same place. The key of each format chooses it, J the next
and K the one before, space starts and stops.</p>
<p><label class="match"><input type="checkbox" id="match" checked> Equally loud: all formats are turned down to the quietest by their
integrated loudness (ITU-R BS.1770)</label></p>
${played.map((row, i) => card(row, media.get(row.id)!, comparison, { loudest, key: KEYS[i] })).join('\n')}
${played.length > 1 ? abxSection(played, { first: played[0]!.id, second: played.at(-1)!.id }, escapeHtml) : ''}
</main>
<footer><p>Made by <code>latentcast compare</code>. Spectrograms: mel frequencies to ${(comparison.sampleRateHz / 2000).toLocaleString('en-US')} kHz,
80 dB below the original's loudest point.</p></footer>
<script>${PAGE_SCRIPT}${played.length > 1 ? ABX_SCRIPT : ''}</script>
</body>
</html>
`;
}

/** What is wrong with the input: of a damaged one, the figures are those of what was read. */
const faultsOf = ({ warnings, isIncomplete }: Comparison): string =>
  warnings.length === 0
    ? ''
    : `<p class="faults"><strong>${isIncomplete ? 'Audio is missing in the input.' : 'About the input:'}</strong> ${escapeHtml(warnings.join('; '))}.</p>\n`;

function tableRow(row: ComparisonRow, rows: readonly ComparisonRow[]): string {
  const name = `<th scope="row">${row.isAvailable ? `<a href="#${row.id}">${escapeHtml(row.name)}</a>` : escapeHtml(row.name)}</th>`;
  if (!row.isAvailable || row.bytes === null)
    return `<tr class="gone">${name}<td colspan="5">${escapeHtml(row.how)}</td></tr>`;
  const sizes = rows.flatMap((r) => (r.bytes === null ? [] : [Math.log(r.bytes)]));
  const [low, high] = [Math.min(...sizes) - 0.7, Math.max(...sizes)];
  const width = ((Math.log(row.bytes) - low) / (high - low)) * 100;
  return (
    `<tr class="${row.kind}">${name}<td class="n">${count(row.bytes)} B</td><td class="n">${kbps(row.kbps)}</td>` +
    `<td class="n ratio">${times(row.ratio)}</td><td class="n">${db(row.melDb)}</td>` +
    `<td class="bar"><span style="width:${width.toFixed(1)}%"></span></td></tr>`
  );
}

function card(
  row: ComparisonRow,
  found: ComparisonMedia,
  comparison: Comparison,
  { loudest, key }: { readonly loudest: number; readonly key: string | undefined },
): string {
  const head = `<h3>${escapeHtml(row.name)}${key ? ` <kbd>${key.toUpperCase()}</kbd>` : ''}</h3>`;
  const { sampleRateHz, seconds } = comparison;
  const strip = spectrogramStrip(found.mono, sampleRateHz, { ...STRIP, loudest });
  const wave = waveformPath(found.mono, { ...WAVE, peak: comparison.peak });
  const figures = [
    `${count(row.bytes ?? 0)} B`,
    `${kbps(row.kbps)} kbit/s`,
    `${times(row.ratio)} smaller`,
    `mel ${db(row.melDb)}`,
    ...(row.loudnessLufs === null ? [] : [`${row.loudnessLufs.toFixed(1)} LUFS`, `played at ${gain(row.gainDb)}`]),
  ];
  return `<section class="card ${row.kind}" id="${row.id}" data-gain="${(row.gainDb ?? 0).toFixed(2)}"${key ? ` data-key="${key}"` : ''}>${head}
<p class="figures">${figures.map((figure) => `<span>${figure}</span>`).join('')}</p>
<p class="how">${escapeHtml(row.how)}</p>
<audio controls preload="metadata" aria-label="${escapeHtml(row.name)}" src="data:${found.audio.type};base64,${base64(found.audio.bytes)}"></audio>
<figure>
<svg viewBox="0 0 ${WAVE.width} ${WAVE.height}" preserveAspectRatio="none" role="img" aria-label="Waveform of ${escapeHtml(row.name)}"><path d="${wave}"/></svg>
<div class="strip"><img alt="Spectrogram of ${escapeHtml(row.name)}" width="${STRIP.width}" height="${STRIP.height}" src="data:image/png;base64,${base64(strip)}">
${frequencyLabels(sampleRateHz)}<i class="head"></i></div>
<div class="axis"><span>0 s</span><span>${(seconds / 2).toFixed(1)} s</span><span>${seconds.toFixed(1)} s</span></div>
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
const count = (n: number): string => n.toLocaleString('en-US');
const kbps = (n: number | null): string => (n === null ? '–' : n.toFixed(n < 10 ? 2 : n < 100 ? 1 : 0));
const db = (n: number | null): string => (n === null || !Number.isFinite(n) ? '–' : `${n.toFixed(2)} dB`);
const gain = (n: number | null): string => `${(n ?? 0) > -0.05 ? '±0.0' : (n ?? 0).toFixed(1).replace('-', '−')} dB`;
const times = (n: number | null): string => (n === null ? '–' : `${n < 9.95 ? n.toFixed(1) : count(Math.round(n))} ×`);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text for an element or an attribute in double quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
