import type * as NodeDataChannel from 'node-datachannel';
import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import type {
  CandidateType,
  IcePath,
  IceServer,
  NativePeer,
  NativePeerOptions,
  PeerBackend,
  PeerCandidate,
} from '../../ports/peer-backend.js';
import { DataChannelLink } from '../../transports/datachannel/data-channel-link.js';
import { iceServerParts } from '../../transports/datachannel/ice-servers.js';
import type { DataChannelSettings } from '../../transports/datachannel/link-options.js';
import { nodeClock } from '../clock.js';
import { loadOptional } from '../optional-package.js';
import { NodeChannel } from './node-channel.js';

/** Where node-datachannel listens. */
export interface NodePeerOptions {
  /** Address of this machine that candidates are made of. @default every address of every network */
  readonly bindAddress?: string;
  /** First and last UDP port of its sockets, 1024..65535. @default any */
  readonly portRange?: readonly [first: number, last: number];
}

const KINDS: OptionKinds<NodePeerOptions> = { bindAddress: 'string', portRange: 'any' };
const CANDIDATE_TYPES: readonly string[] = ['host', 'srflx', 'prflx', 'relay'];
const CONTROL_ID = 1;

/**
 * A connection to another peer by the optional package node-datachannel; see {@link DataChannelLink}.
 *
 * @throws CodecError NOT_INSTALLED naming the command that installs it, TypeError, RangeError naming a wrong option
 */
export async function openNodePeer(
  settings: DataChannelSettings,
  options: NodePeerOptions = {},
): Promise<DataChannelLink> {
  return new DataChannelLink({ ...settings, clock: nodeClock, backend: await loadNodePeers(options) });
}

/** @throws as {@link openNodePeer} does */
export async function loadNodePeers(options: NodePeerOptions = {}): Promise<PeerBackend> {
  requireOptions('', options, KINDS);
  const { bindAddress, portRange } = options;
  if (portRange) {
    const first = requireInteger('portRange[0]', portRange[0], 1024, 65_535);
    requireInteger('portRange[1]', portRange[1], first, 65_535);
  }
  const library = await loadOptional(
    'node-datachannel',
    'a connection to another peer',
    () => import('node-datachannel'),
  );
  return {
    create: (native) =>
      new NodePeer(library, native, {
        ...(bindAddress !== undefined && { bindAddress }),
        ...(portRange && { portRangeBegin: portRange[0], portRangeEnd: portRange[1] }),
      }),
  };
}

class NodePeer implements NativePeer {
  readonly media: NodeChannel;
  readonly control: NodeChannel;
  readonly #connection: NodeDataChannel.PeerConnection;
  #isClosed = false;

  constructor(
    { PeerConnection }: typeof NodeDataChannel,
    { iceServers, onCandidate, onEnd }: NativePeerOptions,
    places: Partial<NodeDataChannel.RtcConfig>,
  ) {
    this.#connection = new PeerConnection('latentcast', {
      ...places,
      iceServers: iceServers.map(toIceServer),
      disableAutoNegotiation: true,
    });
    this.#connection.onLocalCandidate((candidate, mid) => {
      if (!this.#isClosed) onCandidate({ candidate, mid });
    });
    this.#connection.onStateChange((state) => {
      if (!this.#isClosed && (state === 'failed' || state === 'closed')) onEnd(state);
    });
    // Agreed on beforehand: no message of the peer can open a channel of another kind.
    this.media = new NodeChannel(
      this.#connection.createDataChannel('media', { negotiated: true, id: 0, unordered: true, maxRetransmits: 0 }),
    );
    this.control = new NodeChannel(this.#connection.createDataChannel('control', { negotiated: true, id: CONTROL_ID }));
  }

  async createOffer(): Promise<string> {
    this.#connection.setLocalDescription('offer');
    return this.#localSdp();
  }

  async acceptOffer(sdp: string): Promise<string> {
    this.#connection.setRemoteDescription(sdp, 'offer');
    this.#connection.setLocalDescription('answer');
    return this.#localSdp();
  }

  async acceptAnswer(sdp: string): Promise<void> {
    this.#connection.setRemoteDescription(sdp, 'answer');
  }

  async addCandidate({ candidate, mid }: PeerCandidate): Promise<void> {
    this.#connection.addRemoteCandidate(candidate, mid);
  }

  async path(): Promise<IcePath | null> {
    const pair = this.#isClosed ? null : this.#connection.getSelectedCandidatePair();
    if (!pair) return null;
    const { local, remote } = pair;
    return {
      localType: typeOf(local.type),
      remoteType: typeOf(remote.type),
      localAddress: `${local.address}:${local.port}`,
      remoteAddress: `${remote.address}:${remote.port}`,
    };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.media.close();
    this.control.close();
    this.#connection.close();
  }

  #localSdp(): string {
    const description = this.#connection.localDescription();
    if (!description) throw new Error('node-datachannel has made no description');
    return description.sdp;
  }
}

function toIceServer({ url, username, credential }: IceServer): NodeDataChannel.IceServer {
  const { scheme, host, port, transport } = iceServerParts(url);
  return {
    hostname: host,
    port,
    ...(scheme !== 'stun' && {
      username: username!,
      password: credential!,
      relayType:
        scheme === 'turns' ? ('TurnTls' as const) : transport === 'tcp' ? ('TurnTcp' as const) : ('TurnUdp' as const),
    }),
  };
}

const typeOf = (type: string): CandidateType => (CANDIDATE_TYPES.includes(type) ? (type as CandidateType) : 'unknown');
