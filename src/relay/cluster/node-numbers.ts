import type { Clock } from '../../ports/clock.js';
import type { ClusterBus, ClusterReply } from '../../ports/cluster-bus.js';
import type { RelayStats } from '../relay-stats.js';
import { readMessage } from './message-form.js';
import { countsPaging, mergeReports, type NodeCounts, type NodeReport, reportPaging } from './node-report.js';
import { MAX_PAGES, PagedReader, PagedSender, splitPages } from './paged-state.js';

/** Between a change of a node's counts and the message that tells the others of it. */
const COUNTS_DELAY_MS = 20;
/** A node with many channels tells of changes later: each message takes time by their number. */
const MAX_DELAYED_PAGES = 16;
const REPORT_INTERVAL_MS = 1000;
/** Pages of a report that are sent at each interval, beside the first: what a node tells in a second is bounded. */
const REPORT_PAGES = 6;

/** Pages of a report are asked for within this time of its first one: as long as a request waits for its answer. */
const ANSWERED_MS = 2000;

/** Where a node's numbers come from and go to. */
export interface NodeNumbersOptions {
  /** Joins the nodes. */
  readonly bus: ClusterBus;
  /** Delays what is told. */
  readonly clock: Clock;
  /** Of this node: told soon after they have changed. */
  readonly ownCounts: () => NodeCounts;
  /** Of this node: told at intervals. */
  readonly ownReport: () => NodeReport;
  /** Asks all nodes, or one of them, for a page of their report, by its number; their answers are JSON. */
  readonly ask: (page: number, node?: string) => Promise<readonly ClusterReply[]>;
}

/** A page of a report as an answer. */
interface ReportPage extends NodeReport {
  readonly pages?: number;
}

/**
 * The numbers that nodes tell each other: of connections, listeners and sources soon after a change, the rest at intervals.
 * With many channels they go in pages, those of a report some at a time.
 */
export class NodeNumbers {
  readonly #o: NodeNumbersOptions;
  readonly #counts: PagedReader<NodeCounts>;
  readonly #reports: PagedReader<NodeReport>;
  readonly #countsSender: PagedSender<NodeCounts>;
  readonly #reportSender: PagedSender<NodeReport>;
  #cancelCounts: (() => void) | null = null;
  /** The report that was asked for last, in its pages: whoever has asked for the first one asks for the others. */
  #answered: { readonly parts: readonly NodeReport[]; readonly untilMs: number } | null = null;
  #nextReportMs = 0;

  constructor(options: NodeNumbersOptions) {
    this.#o = options;
    const { state, node } = options.bus;
    this.#counts = new PagedReader(state, 'counts.', node, countsPaging);
    this.#reports = new PagedReader(state, 'report.', node, reportPaging);
    this.#countsSender = new PagedSender(state, `counts.${node}`, countsPaging);
    this.#reportSender = new PagedSender(state, `report.${node}`, reportPaging, REPORT_PAGES);
  }

  /** Connections of the other nodes. */
  get otherConnections(): number {
    let sum = 0;
    for (const node of this.#counts.nodes()) sum += this.#counts.first(node)!.connections;
    return sum;
  }

  /** Listeners that a channel has at the other nodes. */
  otherListeners(channel: string): number {
    let sum = 0;
    for (const [, { listeners }] of this.#counts.entries()) sum += listeners[channel] ?? 0;
    return sum;
  }

  /** Channels whose source another node has, by node. */
  *otherSources(): IterableIterator<readonly string[]> {
    for (const [, { sources }] of this.#counts.entries()) yield sources;
  }

  sourcesOf(node: string): readonly string[] {
    return this.#counts.get(node)?.sources ?? [];
  }

  /** Of the other nodes that have reported: totals and load, without looking at channels. */
  *totals(): IterableIterator<[string, Pick<RelayStats, 'connections' | 'load'>]> {
    for (const node of this.#reports.nodes()) yield [node, this.#reports.first(node)!.stats];
  }

  /** Of the other nodes, by node. */
  reports(): IterableIterator<[string, NodeReport]> {
    return this.#reports.entries();
  }

  /** This node's numbers have changed: the others are told soon. */
  changed(): void {
    const delayMs = COUNTS_DELAY_MS * Math.min(MAX_DELAYED_PAGES, this.#countsSender.pages);
    this.#cancelCounts ??= this.#o.clock.schedule(delayMs, () => {
      this.#cancelCounts = null;
      this.#countsSender.put(this.#o.ownCounts());
    });
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextReportMs) return;
    this.#nextReportMs = nowMs + REPORT_INTERVAL_MS;
    this.#reportSender.put(this.#o.ownReport());
  }

  /** Answers another node. @param page null: all of it, for nodes of a build that knows no pages */
  answer(page: unknown): NodeReport {
    if (typeof page !== 'number') return this.#o.ownReport();
    const parts = this.#partsFor(page);
    const part = parts[page];
    if (!part) throw new Error(`the report has ${parts.length} pages, page ${page} is none of them`);
    const answer: ReportPage = { ...part, pages: parts.length };
    return answer;
  }

  /** The first page is of a report as it is now, the others are of that same report. */
  #partsFor(page: number): readonly NodeReport[] {
    const nowMs = this.#o.clock.nowMs();
    if (page === 0 || !this.#answered || nowMs >= this.#answered.untilMs)
      this.#answered = { parts: splitPages(reportPaging, this.#o.ownReport()), untilMs: nowMs + ANSWERED_MS };
    return this.#answered.parts;
  }

  /** Reports of all nodes as they are now; of a node that does not answer in time, as it has last told. */
  async fresh(): Promise<RelayStats> {
    const replies = await this.#o.ask(0);
    const reports = await Promise.all(
      replies.filter(({ node }) => node !== this.#o.bus.node).map((reply) => this.#whole(reply)),
    );
    return mergeReports([this.#o.ownReport(), ...reports.filter((report) => report !== undefined)]);
  }

  /** Tells nobody any more. */
  close(): void {
    this.#cancelCounts?.();
    this.#cancelCounts = null;
    for (const part of [this.#counts, this.#reports]) part.close();
    for (const part of [this.#countsSender, this.#reportSender]) part.clear();
  }

  /** The other pages of a report whose first one has come. */
  async #whole({ node, body }: ClusterReply): Promise<NodeReport | undefined> {
    const known = this.#reports.get(node);
    if (body === undefined) return known;
    const answer = readMessage<ReportPage>(body, reportPaging.formOf(0));
    if (!answer) return known;
    const { pages = 1, ...first } = answer;
    if (!(pages >= 1 && pages <= MAX_PAGES)) return known;
    const rest = await Promise.all(
      Array.from({ length: pages - 1 }, async (_, i) => (await this.#o.ask(i + 1, node))[0]?.body),
    );
    const others = rest.flatMap((text) => readMessage<NodeReport>(text ?? '', reportPaging.formOf(1)) ?? []);
    return others.length < rest.length ? known : reportPaging.join([first, ...others]);
  }
}
