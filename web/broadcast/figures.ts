import type { BroadcastFigures } from 'latentcast/browser';
import { figure, h } from '../dom.js';
import { kbps, time } from '../words.js';

/** The table of a broadcaster's figures. */
export interface FiguresTable {
  readonly node: HTMLElement;
  set(figures: BroadcastFigures): void;
}

/** A table without figures. */
export function figuresTable(): FiguresTable {
  const rows = {
    payload: figure('Payload', 'Bit planes and stereo, over the last ten seconds'),
    wire: figure('On the wire', 'With packet, WebSocket, TCP and IP headers; an estimate'),
    frames: figure('Frames sent', 'Frames of 46 ms'),
    dropped: figure('Frames dropped', 'Too old to be sent after the way to the relay was blocked'),
    lag: figure('Round trip', 'To the relay and back, behind the audio that is queued'),
    speed: figure('Encoding speed', 'Seconds of audio encoded for each second of computing'),
  };
  return {
    node: h(
      'dl',
      { class: 'figures three lead', 'aria-label': 'Figures' },
      ...Object.values(rows).map(({ row }) => row),
    ),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.frames.set(String(f.frames), f.reconnects ? `${f.reconnects} reconnects` : '');
      rows.dropped.set(String(f.droppedFrames));
      rows.lag.set(...time(f.lagMs));
      rows.speed.set(f.speed > 0 ? f.speed.toFixed(1) : '–', '× real time');
    },
  };
}
