import type { RelayTotals } from '../../../relay/administration/relay-totals.js';
import { sumCounts, sumTotals, withoutConnections } from '../../../relay/administration/sum-totals.js';
import { isCount, isListOf, isNumber, isOfForm, isTableOf, readValue } from '../../../relay/cluster/message-form.js';
import type { RelayCluster } from '../../../relay/cluster/relay-cluster.js';
import type { Relay } from '../../../relay/relay.js';
import type { RelayStats } from '../../../relay/relay-stats.js';
import { noneTurnedAway, type TurnedAwayCounts } from '../access/turned-away.js';
import { type MediaFigures, sumMedia } from './media-figures.js';
import type { MetricsSource } from './metrics.js';
import { type ProcessFigures, ProcessMeter, sumProcesses } from './process-meter.js';

const FIGURES = 'figures';
/** What happens between two of these, and then the process ends, is not counted. */
const POLL_MS = 5000;

/** What one process of a relay tells of itself; plain JSON. */
interface Figures {
  readonly totals: RelayTotals;
  readonly turnedAway: TurnedAwayCounts;
  readonly processes: ProcessFigures;
  readonly media: MediaFigures;
}

const isTraffic = isOfForm({ packets: isCount, packetBytes: isCount, wireBytes: isNumber });
const areFigures = isOfForm({
  totals: isOfForm({ connections: isTableOf(isCount), received: isTraffic, sent: isTraffic }),
  turnedAway: isTableOf(isCount),
  processes: isOfForm({ residentBytes: isNumber, cpuSeconds: isNumber, delaySeconds: isListOf(Array.isArray) }),
  media: isOfForm({ ffmpeg: isOfForm({ processes: isCount, seconds: isNumber }) }),
});

/** Tells the first process of a relay what it asks for, from now on. Returns a function that ends measuring. */
export function answerFigures(
  relay: Relay,
  host: { turnedAway(): TurnedAwayCounts; media(): MediaFigures },
): () => void {
  const meter = new ProcessMeter();
  relay.cluster?.handle(FIGURES, (isScrape): Figures => {
    const processes = meter.read(isScrape === true);
    return { totals: relay.totals(), turnedAway: host.turnedAway(), processes, media: host.media() };
  });
  return () => meter.close();
}

/** What metrics of a relay in several processes are read from: sums that do not decrease when a process ends. */
export class WholeRelayFigures implements MetricsSource {
  readonly #relay: Relay;
  readonly #cluster: RelayCluster;
  readonly #isListening: () => boolean;
  readonly #meter = new ProcessMeter();
  readonly #byNode = new Map<string, Figures>();
  readonly #unwatch: () => void;
  readonly #timer: NodeJS.Timeout;
  #stats: RelayStats;
  #own: ProcessFigures;
  /** Of processes that have ended. */
  #retired: RelayTotals | null = null;
  #retiredTurnedAway: TurnedAwayCounts = noneTurnedAway();
  #retiredCpuSeconds = 0;
  #retiredFfmpegSeconds = 0;

  /** @param relay of the first process, which has no connections */
  constructor(relay: Relay, cluster: RelayCluster, isListening: () => boolean) {
    this.#relay = relay;
    this.#cluster = cluster;
    this.#isListening = isListening;
    this.#stats = relay.stats();
    this.#own = this.#meter.read();
    this.#unwatch = cluster.bus.watchNodes(() => this.#onNodes());
    this.#timer = setInterval(() => void this.#ask(false).catch(() => {}), POLL_MS).unref();
  }

  async refresh(): Promise<void> {
    const [stats] = await Promise.all([this.#cluster.freshStats(), this.#ask(true)]);
    this.#stats = stats;
    this.#own = this.#meter.read();
  }

  totals(): RelayTotals {
    const others = [...this.#byNode.values()].map(({ totals }) => totals);
    return sumTotals([this.#relay.totals(), ...others, ...(this.#retired ? [this.#retired] : [])]);
  }

  channels(): RelayStats['channels'] {
    return this.#stats.channels;
  }

  load(): RelayStats['load'] {
    return this.#stats.load;
  }

  turnedAway(): TurnedAwayCounts {
    return this.#allTurnedAway(this.#retiredTurnedAway);
  }

  processes(): ProcessFigures {
    const sum = sumProcesses([this.#own, ...[...this.#byNode.values()].map(({ processes }) => processes)]);
    return { ...sum, cpuSeconds: sum.cpuSeconds + this.#retiredCpuSeconds };
  }

  media(): MediaFigures {
    const sum = sumMedia([...this.#byNode.values()].map(({ media }) => media));
    const { processes, seconds } = sum.ffmpeg;
    return { ...sum, ffmpeg: { processes, seconds: seconds + this.#retiredFfmpegSeconds } };
  }

  isReady(): boolean {
    return this.#isListening() && this.#stats.load.level !== 'full';
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unwatch();
    this.#meter.close();
  }

  #allTurnedAway(from: TurnedAwayCounts): TurnedAwayCounts {
    let sum = from;
    for (const { turnedAway } of this.#byNode.values()) sum = sumCounts(sum, turnedAway) as TurnedAwayCounts;
    return sum;
  }

  async #ask(isScrape: boolean): Promise<void> {
    for (const { node, body } of await this.#cluster.ask(FIGURES, isScrape)) {
      const figures = body === undefined ? undefined : readValue<Figures>(body, areFigures);
      if (figures && this.#cluster.bus.nodes().includes(node)) this.#byNode.set(node, figures);
    }
  }

  #onNodes(): void {
    const nodes = this.#cluster.bus.nodes();
    for (const [node, { totals, turnedAway, processes, media }] of [...this.#byNode]) {
      if (nodes.includes(node)) continue;
      this.#byNode.delete(node);
      const last = withoutConnections(totals);
      this.#retired = this.#retired ? sumTotals([this.#retired, last]) : last;
      this.#retiredTurnedAway = sumCounts(this.#retiredTurnedAway, turnedAway) as TurnedAwayCounts;
      this.#retiredCpuSeconds += processes.cpuSeconds;
      this.#retiredFfmpegSeconds += media.ffmpeg.seconds;
    }
  }
}
