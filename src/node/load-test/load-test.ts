import { setTimeout as delay } from 'node:timers/promises';
import { CodecError } from '../../core/errors.js';
import { PRESETS } from '../../core/latent/presets.js';
import { type CrewMember, forkedMember, localMember } from './crew.js';
import type { CrowdProgress, CrowdReport } from './crowd.js';
import { CrowdTally } from './crowd-tally.js';
import { type LoadPhase, type LoadTestOptions, type LoadTestSettings, loadTestSettings } from './options.js';
import { type CrowdPlan, monotonicMs, planSeats } from './plan.js';
import { metricsProbe, processProbe, type RelayProbe, type RelayUsage } from './relay-usage.js';
import { type LoadReport, loadReport } from './report.js';
import { connectSource } from './source-connection.js';
import { FRAME_MS, SyntheticSource } from './synthetic-source.js';
import { channelNames, type LoadTarget, localAddresses, requireOpenFiles, resolveTarget } from './target.js';
import { UsageMeter } from './usage-meter.js';

const PROGRESS_MS = 500;
/** Between a decision and the moment from which it holds in all processes. */
const LEAD_MS = 200;
const CHURN_MS = 1000;
/** Beyond the time that the joins should take. */
const MAX_JOIN_MS = 120_000;

/**
 * Puts listeners on a relay and measures what reaches them. The schedule of packets and joins does not wait for the relay,
 * and every time counts from when something was due: a relay that stalls cannot hide it by slowing the test down.
 *
 * @param url ws://HOST:PORT/CHANNEL
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_ALLOWED for a relay that is neither on this machine
 *   nor in a private network, TRANSPORT_FAILED where there is no relay or the system allows too few open files, or the
 *   relay's own error where it refuses the sources
 */
export async function runLoadTest(url: string, options: LoadTestOptions = {}): Promise<LoadReport> {
  const settings = loadTestSettings(options);
  const target = await resolveTarget(url, settings.runsThisRelay, settings.token);
  requireOpenFiles(Math.ceil(settings.listeners / Math.max(1, settings.processes)));
  const probe = probeOf(settings);
  const before = await probe?.read();
  const names = channelNames(target.channel, settings.channels);
  const sources = settings.source === 'own' ? names.map((name, i) => sourceOf(target, name, settings, i)) : null;
  const members: CrewMember[] = [];
  try {
    await Promise.all(sources?.map((source) => source.start()) ?? []);
    members.push(...crewOf(settings, target, names, sources));
    return await new Run(url, settings, { members, sources, probe, before: before ?? null }).run();
  } finally {
    for (const member of members) member.close();
    await Promise.all(sources?.map((source) => source.end()) ?? []);
  }
}

const probeOf = ({ metrics, pid, token }: LoadTestSettings): RelayProbe | null =>
  metrics !== undefined ? metricsProbe(metrics, token) : pid !== undefined ? processProbe(pid) : null;

const sourceOf = (target: LoadTarget, channel: string, settings: LoadTestSettings, index: number): SyntheticSource =>
  new SyntheticSource({
    connect: () => connectSource(target, channel),
    planes: settings.planes,
    framesPerPacket: PRESETS[settings.preset],
    seed: settings.seed + index,
  });

/** Starts the sources' schedules and makes the processes, each with its share of the listeners. */
function crewOf(
  settings: LoadTestSettings,
  target: LoadTarget,
  names: readonly string[],
  sources: readonly SyntheticSource[] | null,
): CrewMember[] {
  const framesPerPacket = PRESETS[settings.preset];
  const startMs = monotonicMs() + LEAD_MS;
  const channels = names.map((channel, i) => {
    // Spread over a packet, as sources that know nothing of one another are.
    const ownMs = startMs + (i / names.length) * framesPerPacket * FRAME_MS;
    sources?.[i]?.play(ownMs);
    return { channel, startMs: sources ? ownMs : null, frameMs: FRAME_MS, framesPerPacket };
  });
  const { listeners, joinRate, seed, slow, trickle, churn } = settings;
  const seats = planSeats(listeners, settings.channels, { stalled: slow, trickle, churn }, joinRate, seed);
  const processes = Math.max(1, settings.processes);
  return Array.from({ length: processes }, (_, p) => {
    const plan: CrowdPlan = {
      target,
      channels,
      seats: seats.filter(({ index }) => index % processes === p),
      localAddresses: localAddresses(target, listeners),
      trickleMs: settings.trickleMs,
      churnMs: CHURN_MS,
      reconnect: settings.reconnect,
      request: {
        planes: settings.planes,
        ...(settings.listenPreset && { framesPerMessage: PRESETS[settings.listenPreset] }),
        ...(settings.allowsLonger && { maxFramesPerMessage: PRESETS.radio }),
      },
      seed: (settings.seed + p) >>> 0,
    };
    return settings.processes === 0 ? localMember(plan) : forkedMember(plan);
  });
}

/** What a run works with. */
interface RunParts {
  readonly members: readonly CrewMember[];
  readonly sources: readonly SyntheticSource[] | null;
  readonly probe: RelayProbe | null;
  readonly before: RelayUsage | null;
}

/** The phases of one test: joining, measuring, draining. */
class Run {
  readonly #url: string;
  readonly #settings: LoadTestSettings;
  readonly #parts: RunParts;
  readonly #startedAt = new Date().toISOString();
  /** Of this process, which sends; null where the listeners are in it and count it. */
  readonly #usage: UsageMeter | null;

  constructor(url: string, settings: LoadTestSettings, parts: RunParts) {
    this.#url = url;
    this.#settings = settings;
    this.#parts = parts;
    this.#usage = settings.processes === 0 ? null : new UsageMeter();
  }

  async run(): Promise<LoadReport> {
    const { members, sources, probe } = this.#parts;
    const { seconds, drainSeconds, listeners, joinRate } = this.#settings;
    const joinMs = joinRate > 0 ? (listeners * 1000) / joinRate : 0;
    await Promise.all(members.map((member) => member.ready));
    const startMs = monotonicMs();
    const join = (): Promise<unknown> => Promise.all(members.map((member) => member.start(startMs)));
    await this.#phase('joining', join, joinMs + MAX_JOIN_MS);
    const fromMs = monotonicMs() + LEAD_MS;
    const toMs = fromMs + seconds * 1000;
    this.#usage?.start();
    for (const member of members) member.measure(fromMs, toMs);
    const from = await probe?.read();
    const measured = monotonicMs();
    await this.#phase('measuring', null, toMs - monotonicMs());
    const to = await probe?.read().catch(() => undefined);
    const measuredMs = monotonicMs() - measured;
    this.#usage?.stop();
    for (const member of members) member.stopMeasuring();
    const present = this.#progress().present;
    for (const source of sources ?? []) source.stop();
    const isPartial = this.#isAborted;
    // What was sent just before an early end may be under way: nobody waits for it.
    const lastFrames = Array.from({ length: this.#settings.channels }, (_, i) =>
      isPartial ? null : (sources?.[i]?.nextFrame ?? null),
    );
    const drainMs = isPartial ? 0 : drainSeconds * 1000;
    let reports: readonly CrowdReport[] = [];
    const finish = async (): Promise<void> => {
      // With the end the relay passes on what it holds back to make longer packets.
      for (const source of sources ?? []) void source.end();
      reports = await Promise.all(members.map((member) => member.finish(lastFrames, drainMs)));
    };
    await this.#phase('draining', finish, drainMs + MAX_JOIN_MS);
    const { before } = this.#parts;
    return this.#report(reports, {
      isPartial,
      measuredMs,
      presentListeners: present,
      relay: before && from && to ? { before, from, to } : null,
    });
  }

  get #isAborted(): boolean {
    return this.#settings.signal?.aborted === true;
  }

  #report(
    reports: readonly CrowdReport[],
    measured: Pick<Parameters<typeof loadReport>[0], 'isPartial' | 'measuredMs' | 'presentListeners' | 'relay'>,
  ): LoadReport {
    const tally = new CrowdTally();
    for (const report of reports) tally.add(report.tally);
    const sources = this.#parts.sources ?? [];
    const sum = (value: (source: SyntheticSource) => number): number =>
      sources.reduce((total, source) => total + value(source), 0);
    this.#usage?.close();
    return loadReport({
      ...measured,
      url: this.#url,
      startedAt: this.#startedAt,
      settings: this.#settings,
      tally,
      processes: [...reports.map((report) => report.process), ...(this.#usage ? [this.#usage.usage()] : [])],
      sources: {
        sentFrames: sum(({ nextFrame }) => nextFrame),
        droppedFrames: sum(({ droppedFrames }) => droppedFrames),
        reconnects: sum(({ downs }) => downs),
      },
      sourceError: sources.find(({ error }) => error)?.error?.message ?? null,
    });
  }

  /** Waits for what `begin` begins, at most `maxMs`, or for `maxMs` where there is nothing; ends early when aborted. */
  async #phase(phase: LoadPhase, begin: (() => Promise<unknown>) | null, maxMs: number): Promise<void> {
    const { signal, onProgress } = this.#settings;
    const over = new AbortController();
    const show = (): void => onProgress?.(phase, this.#progress());
    show();
    const timer = setInterval(show, PROGRESS_MS);
    const stop = (): void => over.abort();
    if (phase !== 'draining') signal?.addEventListener('abort', stop, { once: true });
    if (phase !== 'draining' && signal?.aborted) over.abort();
    try {
      const wait = delay(Math.max(0, maxMs), 'late', { signal: over.signal }).catch(() => 'aborted');
      const outcome = await Promise.race([wait, ...(begin ? [begin()] : [])]);
      if (outcome === 'late' && phase === 'draining')
        throw new CodecError('TRANSPORT_FAILED', 'a process of the load test does not answer');
    } finally {
      clearInterval(timer);
      over.abort();
      signal?.removeEventListener('abort', stop);
    }
  }

  #progress(): CrowdProgress {
    const all = this.#parts.members.map((member) => member.progress());
    return all.reduce((sum, more) => ({
      listeners: sum.listeners + more.listeners,
      present: sum.present + more.present,
      refused: sum.refused + more.refused,
      evicted: sum.evicted + more.evicted,
      lost: sum.lost + more.lost,
      gapFrames: sum.gapFrames + more.gapFrames,
      messages: sum.messages + more.messages,
    }));
  }
}
