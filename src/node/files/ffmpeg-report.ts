/** Most text that is kept of what FFmpeg reports. */
const MAX_TEXT = 20_000;
/** A stated duration may be rounded, and may count the frames that a codec adds. */
const TOLERANCE_S = 0.25;

/** What FFmpeg reports where it does not know more, and what it means. */
const GENERIC: readonly (readonly [text: string, meaning: string])[] = [
  ['Invalid data found', 'it finds no audio in it that it can decode'],
  ['Invalid argument', 'what its header states cannot be'],
  ['Input/output error', 'it ends before its audio, or it is damaged'],
  ['End of file', 'it ends before its audio'],
  ['Conversion failed', 'it finds no audio in it that it can decode'],
  ['matches no streams', 'it holds no audio'],
  ['applying options to the filter', 'it finds no audio in it that it can decode'],
  ['configuring filter graph', 'it finds no audio in it that it can decode'],
  ['codec none', 'it knows no decoder of it'],
];

/** What FFmpeg writes with `-v level+info`: its errors, and what the file states of itself. */
export class FfmpegReport {
  #line = '';
  #textLength = 0;
  readonly #errors: string[] = [];
  #statedS: number | undefined;
  #streams = 0;
  #isOutput = false;
  #isEstimated = false;
  #isPadding = false;

  push(text: string): void {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop()!.slice(-MAX_TEXT);
    for (const line of lines) this.#take(line);
  }

  /** FFmpeg's last error; '' where it has reported none. */
  get lastError(): string {
    const unfinished = errorOf(this.#line) ?? (this.#errors.length === 0 ? this.#line.trim() : undefined);
    const plain = (unfinished ? [...this.#errors, unfinished] : this.#errors).map((error) =>
      error.replace(/^file:[^:]*: /, ''),
    );
    const telling = [...plain].reverse().find((error) => !GENERIC.some(([text]) => error.includes(text)));
    if (telling !== undefined) return telling;
    const last = plain.at(-1) ?? '';
    return GENERIC.find(([text]) => last.includes(text))?.[1] ?? last;
  }

  /**
   * Why `seconds` of audio are not all of it; undefined where nothing speaks for that. A file's own duration counts where it
   * holds nothing but one stream of audio; `knownS`, where its own structure has told more, in s.
   */
  lossOf(seconds: number, knownS?: number): string | undefined {
    if (this.#errors.length > 0) return `FFmpeg reports: ${this.#errors[0]}`;
    const stated = knownS ?? this.#statedS ?? 0;
    const isStated = knownS !== undefined || (this.#streams === 1 && !this.#isEstimated);
    if (isStated && seconds < stated * 0.995 - TOLERANCE_S)
      return `the file states ${stated.toFixed(2)} s and ends after ${seconds.toFixed(2)} s; those were read`;
    return undefined;
  }

  #addError(error: string): void {
    const isHarmless = PADDING.test(error) || (this.#isPadding && CONSEQUENCE.test(error));
    this.#isPadding = PADDING.test(error);
    if (isHarmless || this.#textLength > MAX_TEXT) return;
    this.#errors.push(error);
    this.#textLength += error.length;
  }

  #take(line: string): void {
    const error = errorOf(line);
    if (error !== undefined) this.#addError(error);
    this.#isOutput ||= line.includes('Output #0');
    this.#isEstimated ||= line.includes('Estimating duration');
    const duration = /Duration: (\d+):(\d+):([\d.]+)/.exec(line);
    if (duration) this.#statedS ??= Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    if (!this.#isOutput && /Stream #0:\d/.test(line) && !line.includes('->')) this.#streams++;
  }
}

/** Padding behind PCM: less than a sample, of which FFmpeg also says that a stream cannot be decoded. */
const PADDING = /^Invalid PCM packet/;
const CONSEQUENCE = /^Error (while decoding|submitting packet)/;

/** The text of a line that states an error. */
function errorOf(line: string): string | undefined {
  const found = /\[(?:error|fatal|panic)\] (.*)/.exec(line);
  return found?.[1]?.trim();
}
