import { CodecError } from '../core/errors.js';

/** Options of {@link openMicrophone}. */
export interface MicrophoneOptions {
  /**
   * `voice` asks for echo cancelling, noise suppression and gain control; `music` for none of them. @default 'voice'
   */
  readonly use?: 'voice' | 'music';
  /** Whether to request two channels; a mono microphone delivers one. @default false */
  readonly stereo?: boolean;
  /** From {@link listMicrophones}. @default the system's */
  readonly deviceId?: string;
}

/**
 * Asks the user for a microphone.
 *
 * @throws CodecError DEVICE with a sentence for the user: permission refused, no such device, in use by another program
 */
export async function openMicrophone(options: MicrophoneOptions = {}): Promise<MediaStream> {
  const isVoice = options.use !== 'music';
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: isVoice,
        noiseSuppression: isVoice,
        autoGainControl: isVoice,
        channelCount: options.stereo ? 2 : 1,
        ...(options.deviceId && { deviceId: { exact: options.deviceId } }),
      },
    });
  } catch (cause) {
    throw new CodecError('DEVICE', describe(cause as DOMException), { cause });
  }
}

/** Audio inputs; without names until the user has allowed one. */
export async function listMicrophones(): Promise<{ deviceId: string; label: string }[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }, i) => ({ deviceId, label: label || `Microphone ${i + 1}` }));
}

function describe({ name, message }: DOMException): string {
  switch (name) {
    case 'NotAllowedError':
      return 'The microphone may not be used: allow it in the browser’s site settings and try again.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'There is no such microphone: plug one in or choose another.';
    case 'NotReadableError':
      return 'The microphone cannot be opened: another program may be using it.';
    default:
      return `The microphone cannot be opened: ${message || name}`;
  }
}
