import type { ChannelStats } from '../../../../relay/channel/channel-stats.js';
import { type ChannelFigures, type FigureChanges, figuresOf, stateOf } from './channel-view.js';

/** Channels that have gone are remembered by this number; whoever was away for longer is told all. */
const MAX_GONE = 1000;

interface Known {
  stats: ChannelStats;
  state: string;
  /** At which revision its state was seen for the first time. */
  stateAt: number;
  figures: ChannelFigures;
  /** By figure: at which revision it became what it is. */
  readonly figuresAt: Record<keyof ChannelFigures, number>;
}

/** What has changed of the channels since a revision. */
export interface ChannelChanges {
  /** Whether `channels` are all there are. */
  readonly isWhole: boolean;
  readonly channels: readonly ChannelStats[];
  readonly gone: readonly string[];
  readonly figures: readonly FigureChanges[];
}

/** Follows the channels of a relay: what was the case at each revision. */
export class ChannelRevisions {
  readonly #known = new Map<string, Known>();
  /** By name: at which revision it was gone. */
  readonly #gone = new Map<string, number>();
  /** Who knows no later revision is told all. */
  #oldest = 0;

  /**
   * Notes the channels as they are.
   * @param revision of what is new
   * @param withFigures whether all figures are compared too; the listeners are in any case
   * @returns whether anything is new
   */
  note(channels: readonly ChannelStats[], revision: number, withFigures: boolean): boolean {
    let isNew = false;
    const names = new Set<string>();
    for (const stats of channels) {
      names.add(stats.channel);
      if (this.#noteOne(stats, revision, withFigures)) isNew = true;
    }
    for (const name of this.#known.keys()) {
      if (names.has(name)) continue;
      this.#known.delete(name);
      this.#gone.set(name, revision);
      isNew = true;
    }
    for (const [name, at] of this.#gone) {
      if (this.#gone.size <= MAX_GONE) break;
      this.#gone.delete(name);
      this.#oldest = at;
    }
    return isNew;
  }

  /** What is new since a revision. @param only of this channel; null for all */
  since(revision: number, only: string | null): ChannelChanges {
    const isWhole = revision < this.#oldest || revision === 0;
    const all = only === null ? [...this.#known.values()] : this.#one(only);
    if (isWhole) return { isWhole, channels: all.map(({ stats }) => stats), gone: [], figures: [] };
    const figures = all.flatMap((known) => {
      if (known.stateAt > revision) return [];
      const changed = (Object.keys(known.figures) as (keyof ChannelFigures)[]).filter(
        (name) => known.figuresAt[name] > revision,
      );
      if (changed.length === 0) return [];
      const values = Object.fromEntries(changed.map((name) => [name, known.figures[name]]));
      return [{ channel: known.stats.channel, ...values }];
    });
    const gone = [...this.#gone].filter(([name, at]) => at > revision && (only === null || name === only));
    return {
      isWhole,
      channels: all.filter(({ stateAt }) => stateAt > revision).map(({ stats }) => stats),
      gone: gone.map(([name]) => name),
      figures,
    };
  }

  #one(name: string): Known[] {
    const known = this.#known.get(name);
    return known ? [known] : [];
  }

  #noteOne(stats: ChannelStats, revision: number, withFigures: boolean): boolean {
    const state = stateOf(stats);
    const known = this.#known.get(stats.channel);
    if (!known) {
      const figures = figuresOf(stats);
      const figuresAt = Object.fromEntries(Object.keys(figures).map((name) => [name, revision]));
      this.#gone.delete(stats.channel);
      this.#known.set(stats.channel, {
        stats,
        state,
        stateAt: revision,
        figures,
        figuresAt: figuresAt as Known['figuresAt'],
      });
      return true;
    }
    const isNew = state !== known.state;
    // What is told of it is all of it: its figures are told with it.
    if (isNew) Object.assign(known, { state, stateAt: revision });
    known.stats = stats;
    // Who listens is told at once, the rest at its interval.
    const figures = isNew || withFigures ? figuresOf(stats) : { ...known.figures, listeners: stats.listeners };
    return this.#noteFigures(known, figures, revision) || isNew;
  }

  #noteFigures(known: Known, figures: ChannelFigures, revision: number): boolean {
    let isNew = false;
    for (const name of Object.keys(figures) as (keyof ChannelFigures)[]) {
      if (figures[name] === known.figures[name]) continue;
      known.figuresAt[name] = revision;
      isNew = true;
    }
    known.figures = figures;
    return isNew;
  }
}
