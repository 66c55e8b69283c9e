import type { NodePeerOptions } from '../../src/node/peer/node-peer.js';
import { openNodePeer } from '../../src/node/peer/node-peer.js';
import type { DataChannelLink, PeerChannels } from '../../src/transports/datachannel/data-channel-link.js';
import type { DataChannelSettings } from '../../src/transports/datachannel/link-options.js';
import type { PeerSignal } from '../../src/transports/datachannel/peer-signal.js';

export const LOOPBACK: NodePeerOptions = { bindAddress: '127.0.0.1' };

export interface PeerPair {
  readonly links: readonly [offerer: DataChannelLink, answerer: DataChannelLink];
  readonly channels: readonly [PeerChannels, PeerChannels];
  close(): void;
}

/** Resolves when something holds; the test's own timeout ends a hang. Other processes need the cores meanwhile. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Two peers of node-datachannel on loopback, whose signals `deliver` brings over. */
export async function openPeerPair(
  settings: Partial<DataChannelSettings> = {},
  deliver: (signal: PeerSignal, to: DataChannelLink) => void = (signal, to) =>
    to.signal(JSON.parse(JSON.stringify(signal))),
): Promise<PeerPair> {
  const early: PeerSignal[] = [];
  let answerer: DataChannelLink | undefined;
  const offerer = await openNodePeer(
    {
      ...settings,
      role: 'offerer',
      onSignal: (signal) => (answerer ? deliver(signal, answerer) : early.push(signal)),
    },
    LOOPBACK,
  );
  answerer = await openNodePeer(
    { ...settings, role: 'answerer', onSignal: (signal) => deliver(signal, offerer) },
    LOOPBACK,
  );
  const links = [offerer, answerer] as const;
  for (const signal of early) deliver(signal, answerer);
  const channels = await Promise.all([offerer.ready, answerer.ready]);
  return {
    links,
    channels,
    close: () => {
      for (const link of links) link.close();
    },
  };
}
