/** Numbers with units for people. Decimal prefixes: 1 kB is 1000 bytes. */

/** Three significant digits without an exponent: 1.29, 12.9, 129, 1290. */
export const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 || value === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
};

/** 1234567 → "1.23 MB" */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${digits(value)} ${units[unit]}`;
};

/** 1378.1 → "1.378 kbit/s": four digits distinguish payload rates */
export const formatRate = (bitsPerSecond: number): string =>
  Number.isFinite(bitsPerSecond) ? `${(bitsPerSecond / 1000).toFixed(bitsPerSecond < 10_000 ? 3 : 1)} kbit/s` : '–';

/** 7.4766 → "7.48 s", 75 → "1:15", 3675 → "1:01:15" */
export const formatDuration = (seconds: number): string => {
  if (!(seconds >= 59.995)) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

/** 7.4766 → "7.48 ms"; seconds from 10000 ms on */
export const formatMs = (ms: number): string => (ms >= 10_000 ? `${digits(ms / 1000)} s` : `${digits(ms)} ms`);

/** 44100 → "44.1 kHz" */
export const formatHz = (hz: number): string => `${Number((hz / 1000).toFixed(3))} kHz`;

/** 1234567 → "1,234,567" */
export const formatCount = (n: number): string => n.toLocaleString('en-US');

/** 47.46 → "took 47.46 s" */
export const formatTook = (seconds: number): string => `took ${formatDuration(seconds)}`;

/** 7.4766 → "7.48 dB"; a dash where the value is not finite */
export const formatDb = (db: number): string => (Number.isFinite(db) ? `${db.toFixed(2)} dB` : '–');
