import type { BroadcastFigures } from 'latentcast/browser';
import { figure, h } from '../dom.js';
import { counted, decimal, t } from '../language.js';
import { kbps, time } from '../words.js';

/** The table of a broadcaster's figures. */
export interface FiguresTable {
  readonly node: HTMLElement;
  set(figures: BroadcastFigures): void;
}

/** A table without figures. */
export function figuresTable(): FiguresTable {
  const words = t.figures;
  const rows = {
    payload: figure(...words.payload),
    wire: figure(...words.wire),
    frames: figure(...words.sent),
    dropped: figure(...words.dropped),
    lag: figure(...words.roundTrip),
    speed: figure(...words.encoding),
  };
  return {
    node: h(
      'dl',
      { class: 'figures three lead', 'aria-label': words.label },
      ...Object.values(rows).map(({ row }) => row),
    ),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.frames.set(String(f.frames), f.reconnects ? counted(words.reconnects, f.reconnects) : '');
      rows.dropped.set(String(f.droppedFrames));
      rows.lag.set(...time(f.lagMs));
      rows.speed.set(f.speed > 0 ? decimal(f.speed, 1) : '–', words.realTime);
    },
  };
}
