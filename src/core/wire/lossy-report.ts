import { CodecError, requireInteger } from '../errors.js';
import { LOSSY_TYPES, SEQUENCE_MODULUS } from './lossy-message.js';
import { WIRE_VERSION } from './packet-types.js';

/** Bytes of a report. */
export const REPORT_BYTES = 12;

/**
 * What a receiver has measured of its lossy link, for the sender that decides how much is repeated.
 *
 *     byte 0       version | 11
 *     byte 1       mean length of a burst of lost messages in eighths, 8..255
 *     bytes 2–3    number of the newest message, mod 2^16
 *     bytes 4–5    messages over which was measured
 *     bytes 6–7    of them lost, in 65535ths
 *     bytes 8–9    frames that were lost in spite of repeats and parity, in 65535ths
 *     bytes 10–11  lateness that 98 of 100 messages stay below, in ms
 */
export interface LossReport {
  /** 1..31.875 */
  readonly meanBurst: number;
  /** 0..65535 */
  readonly newest: number;
  /** 0..65535 */
  readonly messages: number;
  /** 0..1 */
  readonly lossShare: number;
  /** 0..1 */
  readonly frameLossShare: number;
  /** 0..65535 */
  readonly jitterMs: number;
}

/** Values beyond their range are cut to it. @throws RangeError where `newest` is outside its range */
export function encodeLossReport(report: LossReport): Uint8Array {
  const out = new Uint8Array(REPORT_BYTES);
  const view = new DataView(out.buffer);
  out[0] = (WIRE_VERSION << 4) | LOSSY_TYPES.report;
  out[1] = Math.min(255, Math.max(8, Math.round(report.meanBurst * 8)));
  view.setUint16(2, requireInteger('newest', report.newest, 0, SEQUENCE_MODULUS - 1));
  view.setUint16(4, cut(report.messages));
  view.setUint16(6, cut(report.lossShare * 65_535));
  view.setUint16(8, cut(report.frameLossShare * 65_535));
  view.setUint16(10, cut(report.jitterMs));
  return out;
}

/** @throws CodecError PACKET_TYPE, PACKET_TRUNCATED, PACKET_FIELD */
export function parseLossReport(bytes: Uint8Array): LossReport {
  if (bytes[0] !== ((WIRE_VERSION << 4) | LOSSY_TYPES.report)) throw new CodecError('PACKET_TYPE', 'not a report');
  if (bytes.length < REPORT_BYTES)
    throw new CodecError('PACKET_TRUNCATED', `report length must be ${REPORT_BYTES} bytes, got ${bytes.length}`);
  if (bytes.length > REPORT_BYTES || bytes[1]! < 8)
    throw new CodecError('PACKET_FIELD', `a report must be ${REPORT_BYTES} bytes with a burst of 8 eighths or more`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    meanBurst: bytes[1]! / 8,
    newest: view.getUint16(2),
    messages: view.getUint16(4),
    lossShare: view.getUint16(6) / 65_535,
    frameLossShare: view.getUint16(8) / 65_535,
    jitterMs: view.getUint16(10),
  };
}

const cut = (value: number): number => Math.min(65_535, Math.max(0, Math.round(value)));
