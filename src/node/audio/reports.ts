/** What a playing program reports about itself. */
export interface PlayReport {
  /** Samples per channel that have been played since it started. */
  readonly playedSamples?: number;
  /** Underruns since the last report. */
  readonly underruns?: number;
  /** Milliseconds that its device adds to `playedSamples`. */
  readonly latencyMs?: number;
}

/** Takes one line of standard error; undefined for a line that is no report: it may be an error message. */
export type ReportParser = (line: string) => PlayReport | undefined;

/**
 * `pacat -v`: "Time: 4.012 sec; Latency: 41023 usec." twenty times a second, and "Stream underrun." PulseAudio counts
 * the time of the sample being played, so the samples written less that time are all that waits anywhere.
 */
export function pulseReports(sampleRateHz: number): ReportParser {
  return (line) => {
    const time = /Time: (-?\d+\.\d+) sec; Latency: (-?\d+) usec/.exec(line);
    if (time) return { playedSamples: Math.max(0, Math.round(Number(time[1]) * sampleRateHz)) };
    if (/underrun/i.test(line)) return { underruns: 1 };
    // The rest of -v's lines is about connecting; failures are worded as such and kept as messages.
    return /fail|error|denied|refused|terminated|killed|no such|invalid/i.test(line) ? undefined : {};
  };
}

/** `{"played": 1234, "underruns": 0}` lines of our own host process; everything else is a message. */
export function hostReports(): ReportParser {
  return (line) => {
    if (!line.startsWith('{"played":')) return undefined;
    const { played, underruns } = JSON.parse(line) as { played: number; underruns: number };
    return { playedSamples: played, underruns };
  };
}

/** ALSA's aplay: "underrun!!! (at least 12.345 ms long)". */
export function alsaReports(): ReportParser {
  return (line) => (/underrun|overrun/i.test(line) ? { underruns: 1 } : undefined);
}
