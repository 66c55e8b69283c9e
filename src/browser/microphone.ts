import { CodecError } from '../core/errors.js';

export interface MicrophoneOptions {
  /** Voice wants echo cancelling, noise suppression and gain control; music is spoilt by them. @default 'voice' */
  readonly use?: 'voice' | 'music';
  /** Two channels, where it has them. @default false */
  readonly stereo?: boolean;
  /** From {@link listMicrophones}. @default the system's */
  readonly deviceId?: string;
}

/** @throws CodecError DEVICE in words for who is to be asked: refused, none there, in use by another program */
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
