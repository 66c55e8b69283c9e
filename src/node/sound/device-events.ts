import type { BackendName } from '../audio/backend.js';
import type { ChosenDevice, DeviceChoice } from '../audio/devices.js';

/** A sound device for live sound. */
export interface LiveDeviceOptions extends DeviceChoice {
  /** Audio that the device may hold, 5..2000 ms. @default 10 for a microphone, 40 for a loudspeaker */
  readonly latencyMs?: number;
}

/** What happens to the sound device of a stream. */
export type DeviceEvent =
  /** The device was found; nothing is open yet. */
  | {
      readonly kind: 'device';
      readonly backend: BackendName;
      /** Undefined for the system's default device. */
      readonly id: string | undefined;
      /** In a line, as in "USB Headset through pulse". */
      readonly description: string;
    }
  /** The device has gone; it is opened again until it is back. */
  | { readonly kind: 'deviceGone'; readonly error: Error }
  | { readonly kind: 'deviceBack' };

/** The event that reports which device was found. */
export const deviceEvent = ({ backend, id, description }: ChosenDevice): DeviceEvent => ({
  kind: 'device',
  backend: backend.name,
  id,
  description,
});

/** An Error for whatever was thrown: the same one, or one whose message is the value as text. */
export const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
