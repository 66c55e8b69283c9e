import type {
  CandidateType,
  IcePath,
  NativeChannel,
  NativeChannelHandlers,
  NativePeer,
  NativePeerOptions,
  PeerBackend,
  PeerCandidate,
} from '../ports/peer-backend.js';
import { DataChannelLink } from '../transports/datachannel/data-channel-link.js';
import type { DataChannelSettings } from '../transports/datachannel/link-options.js';
import { browserClock } from './clock.js';

/**
 * A connection to another peer by the browser's RTCPeerConnection; see {@link DataChannelLink}. A page that is left tells the
 * peer, which would notice half a minute later otherwise.
 *
 * @throws TypeError, RangeError naming a wrong option; Error where the browser has no WebRTC
 */
export function openBrowserPeer(settings: DataChannelSettings): DataChannelLink {
  const leave = (): void => link.close('the page was left');
  const link = new DataChannelLink({
    ...settings,
    clock: browserClock,
    backend: browserPeers,
    onClose: (event) => {
      removeEventListener('pagehide', leave);
      settings.onClose?.(event);
    },
  });
  addEventListener('pagehide', leave);
  return link;
}

/** RTCPeerConnection as a {@link PeerBackend}. */
export const browserPeers: PeerBackend = {
  create(options) {
    if (typeof RTCPeerConnection === 'undefined') throw new Error('this browser has no WebRTC (RTCPeerConnection)');
    return new BrowserPeer(options);
  },
};

class BrowserPeer implements NativePeer {
  readonly media: NativeChannel;
  readonly control: NativeChannel;
  readonly #connection: RTCPeerConnection;

  constructor({ iceServers, onCandidate, onEnd }: NativePeerOptions) {
    this.#connection = new RTCPeerConnection({
      iceServers: iceServers.map(({ url, username, credential }) => ({
        urls: url,
        ...(username !== undefined && { username }),
        ...(credential !== undefined && { credential }),
      })),
    });
    this.#connection.onicecandidate = ({ candidate }) => {
      if (candidate) onCandidate({ candidate: candidate.candidate, mid: candidate.sdpMid ?? '0' });
    };
    this.#connection.onconnectionstatechange = () => {
      const { connectionState } = this.#connection;
      if (connectionState === 'failed' || connectionState === 'closed') onEnd(connectionState);
    };
    const media = { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 };
    this.media = channelOf(this.#connection.createDataChannel('media', media));
    this.control = channelOf(this.#connection.createDataChannel('control', { negotiated: true, id: 1 }));
  }

  async createOffer(): Promise<string> {
    await this.#connection.setLocalDescription();
    return this.#connection.localDescription!.sdp;
  }

  async acceptOffer(sdp: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    await this.#connection.setLocalDescription();
    return this.#connection.localDescription!.sdp;
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  async addCandidate({ candidate, mid }: PeerCandidate): Promise<void> {
    await this.#connection.addIceCandidate({ candidate, sdpMid: mid });
  }

  async path(): Promise<IcePath | null> {
    const reports = new Map<string, Record<string, unknown>>();
    (await this.#connection.getStats()).forEach((report: Record<string, unknown>, id: string) => {
      reports.set(id, report);
    });
    const all = [...reports.values()];
    const used = all.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
    const pair =
      reports.get(String(used)) ??
      all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
    if (!pair) return null;
    const [local, remote] = [pair.localCandidateId, pair.remoteCandidateId].map((id) => reports.get(String(id)));
    return {
      localType: (local?.candidateType as CandidateType | undefined) ?? 'unknown',
      remoteType: (remote?.candidateType as CandidateType | undefined) ?? 'unknown',
      localAddress: addressOf(local),
      remoteAddress: addressOf(remote),
    };
  }

  close(): void {
    this.#connection.close();
  }
}

/** A page may see neither the address of a peer behind mDNS nor its own. */
const addressOf = (candidate: Record<string, unknown> | undefined): string =>
  candidate?.address ? `${candidate.address}:${candidate.port}` : '';

function channelOf(channel: RTCDataChannel): NativeChannel {
  channel.binaryType = 'arraybuffer';
  return {
    get isOpen() {
      return channel.readyState === 'open';
    },
    get bufferedBytes() {
      return channel.bufferedAmount;
    },
    send(message) {
      if (typeof message === 'string') channel.send(message);
      else channel.send(message as Uint8Array<ArrayBuffer>);
    },
    setHandlers({ onOpen, onMessage, onLow, onClosed }: NativeChannelHandlers) {
      channel.onopen = () => onOpen();
      channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
        onMessage(typeof data === 'string' ? data : new Uint8Array(data));
      channel.onbufferedamountlow = () => onLow();
      channel.onclose = () => onClosed();
    },
    setLowBytes(bytes) {
      channel.bufferedAmountLowThreshold = bytes;
    },
  };
}
