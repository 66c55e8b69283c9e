import type { ListenFigures } from 'latentcast/browser';
import { figure, h } from '../dom.js';
import { counted, decimal, t } from '../language.js';
import { kbps, time } from '../words.js';

/** The table of a listener's figures. */
export interface FiguresTable {
  readonly node: HTMLElement;
  set(figures: ListenFigures): void;
}

/** A table without figures. */
export function figuresTable(): FiguresTable {
  const words = t.figures;
  const rows = {
    payload: figure(...words.payload),
    wire: figure(...words.wire),
    planes: figure(...words.planes),
    packet: figure(...words.packet),
    buffer: figure(...words.buffer),
    lag: figure(...words.lag),
    lost: figure(...words.lost),
    underruns: figure(...words.underruns),
    speed: figure(...words.decoding),
  };
  return {
    node: h('dl', { class: 'figures lead', 'aria-label': words.label }, ...Object.values(rows).map(({ row }) => row)),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.planes.set(f.planes ? String(f.planes) : '–', f.sourcePlanes ? words.of(String(f.sourcePlanes)) : '');
      rows.packet.set(...time(f.packetMs));
      rows.buffer.set(...time(f.bufferMs));
      if (f.lagMs === null) rows.lag.set('–');
      else rows.lag.set(...time(f.lagMs));
      rows.lost.set(String(f.lostFrames), words.of(String(f.frames + f.lostFrames)));
      rows.underruns.set(String(f.underruns), f.reconnects ? counted(words.reconnects, f.reconnects) : '');
      rows.speed.set(f.speed > 0 ? decimal(f.speed, 1) : '–', words.realTime);
    },
  };
}
