import { readFile } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';

/** What the relay's process, with its workers, has used so far. */
export interface RelayUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Where the figures of the relay's process come from. */
export interface RelayProbe {
  /** @throws CodecError TRANSPORT_FAILED naming where nothing could be read */
  read(): Promise<RelayUsage>;
}

/** Clock ticks per second of /proc; the same on every Linux of today. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** A process of this machine and all that it has started, from /proc. */
export function processProbe(pid: number): RelayProbe {
  const read = async (id: number): Promise<RelayUsage> => {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8');
    // The name in brackets may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    let cpuSeconds = ticks / TICKS_PER_SECOND;
    let residentBytes = Number(fields[21]) * PAGE_BYTES;
    const children = await readFile(`/proc/${id}/task/${id}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter(Boolean)) {
      const used = await read(Number(child)).catch(() => ({ cpuSeconds: 0, residentBytes: 0 }));
      cpuSeconds += used.cpuSeconds;
      residentBytes += used.residentBytes;
    }
    return { cpuSeconds, residentBytes };
  };
  return {
    read: () =>
      read(pid).catch((cause: unknown) => {
        throw new CodecError('TRANSPORT_FAILED', `/proc/${pid}: no process of this id can be read`, { cause });
      }),
  };
}

const METRICS_TIMEOUT_MS = 5000;

/** A relay's `/metrics`. @param token bearer token, where it is asked for */
export function metricsProbe(url: string, token?: string): RelayProbe {
  return {
    read: async () => {
      let text: string;
      try {
        const response = await fetch(url, {
          signal: AbortSignal.timeout(METRICS_TIMEOUT_MS),
          ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
        });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        text = await response.text();
      } catch (cause) {
        throw new CodecError('TRANSPORT_FAILED', `${url}: no metrics (${(cause as Error).message})`, { cause });
      }
      return {
        cpuSeconds: metric(text, 'process_cpu_seconds_total', url),
        residentBytes: metric(text, 'process_resident_memory_bytes', url),
      };
    },
  };
}

/** The sum over all labels, one for each worker of a relay. */
function metric(text: string, name: string, url: string): number {
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([-+.\\deE]+)`, 'gm'))].map((m) =>
    Number(m[1]),
  );
  if (values.length === 0) throw new CodecError('TRANSPORT_FAILED', `${url}: there is no metric ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}
