import type { ListenFigures } from 'latentcast/browser';
import { figure, h } from '../dom.js';
import { kbps, time } from '../words.js';

/** The table of a listener's figures. */
export interface FiguresTable {
  readonly node: HTMLElement;
  set(figures: ListenFigures): void;
}

/** A table without figures. */
export function figuresTable(): FiguresTable {
  const rows = {
    payload: figure('Payload', 'Bit planes and stereo, over the last ten seconds'),
    wire: figure('On the wire', 'With packet, WebSocket, TCP and IP headers; an estimate'),
    planes: figure('Bit planes', 'Received, of those that the source sends'),
    packet: figure('Packet', 'Audio in each packet: longer ones cost fewer bytes and more delay'),
    buffer: figure('Buffer', 'Audio received and not yet played'),
    lag: figure('Behind the source', 'From the microphone to here, as exact as the two clocks agree'),
    lost: figure('Frames lost', 'Frames of 46 ms that did not arrive'),
    underruns: figure('Interruptions', 'Times that playback stopped because no audio was buffered'),
    speed: figure('Decoding speed', 'Seconds of audio decoded for each second of computing'),
  };
  return {
    node: h('dl', { class: 'figures lead', 'aria-label': 'Figures' }, ...Object.values(rows).map(({ row }) => row)),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.planes.set(f.planes ? String(f.planes) : '–', f.sourcePlanes ? `of ${f.sourcePlanes}` : '');
      rows.packet.set(...time(f.packetMs));
      rows.buffer.set(...time(f.bufferMs));
      if (f.lagMs === null) rows.lag.set('–');
      else rows.lag.set(...time(f.lagMs));
      rows.lost.set(String(f.lostFrames), `of ${f.frames + f.lostFrames}`);
      rows.underruns.set(String(f.underruns), f.reconnects ? `${f.reconnects} reconnects` : '');
      rows.speed.set(f.speed > 0 ? f.speed.toFixed(1) : '–', '× real time');
    },
  };
}
