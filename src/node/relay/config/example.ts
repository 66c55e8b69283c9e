import { writeFile } from 'node:fs/promises';
import { CodecError } from '../../../core/errors.js';
import { RELAY_LIMIT_DEFAULTS } from '../../../relay/limits.js';
import { ROOM_LIMIT_DEFAULTS } from '../../../relay/room/room-limits.js';
import { fileError } from '../../files/file-errors.js';
import { RELAY_SERVER_DEFAULTS, SHUTDOWN_DEFAULTS } from '../defaults.js';
import { SCHEMA_URL } from './schema.js';

/**
 * A configuration with the defaults and every section explained. Lines that start with `#` and a letter are settings that
 * are switched off; `# ` starts a comment.
 */
export const CONFIG_EXAMPLE = `# yaml-language-server: $schema=${SCHEMA_URL}
#
# Configuration of a relay:   latentcast serve --config relay.yaml
# Check it without serving:   latentcast serve --config relay.yaml --check
# Every key with its range:   docs/relay.md
#
# Lines such as "#port: 8787" are settings that are switched off: remove the "#" to use them.
# Any text may have \${NAME} for a variable of the environment, or be file:PATH for what a file contains.

listen:
  # 127.0.0.1 is reached from this machine only; 0.0.0.0 and '::' are all interfaces, which needs a key or token in
  # "access" for those who publish, or "open: true".
  host: ${RELAY_SERVER_DEFAULTS.host}
  port: ${RELAY_SERVER_DEFAULTS.port}

  # Everybody may publish on every channel.
  #open: true

  # https and wss. Both files are read again when they change, so that certificates are renewed without a restart.
  #tls:
    #certificate: /etc/letsencrypt/live/radio.example/fullchain.pem
    #key: /etc/letsencrypt/live/radio.example/privkey.pem

  # Proxies in front of the relay: the address of a peer is the one that they state.
  #proxies:
    #trusted: [127.0.0.1, 10.0.0.0/8]
    #header: x-forwarded-for          # or forwarded, or proxy-protocol
  #pathPrefix: /radio/
  # Names that a proxy on this machine passes on, where the relay listens on 127.0.0.1 and the proxy is not listed above.
  #names: [radio.example]

  # Of one address (IPv6: of one /64).
  #maxConnectionsPerAddress: 64
  #connectionAttemptsPerMinute: 120

# Processes that serve listeners; auto is one for each core.
#workers: 1

# Other relays with the same channels: who comes while this one is full is named one of them.
#alternatives: ['wss://other.example']

# Who may do what; "*" in the name of a channel stands for any characters. Without this section everybody may publish.
#access:
  #anonymous:
    #listen: ['*']
    #publish: []
  # \`latentcast token --static\` makes a key and its hash: the file has the hash, the source has the key.
  #keys:
    #- name: studio
      #hash: \${STUDIO_KEY_HASH}
      #publish: [main]
      #listen: ['*']
      #admin: false
  #tokens:
    #issuer: https://login.example
    #audience: radio
    #clockToleranceMs: 30000
    #requiresExpiry: true
    #keys:
      #- { id: k1, algorithm: HS256, secret: 'file:secrets/k1' }
      #- { id: k2, algorithm: EdDSA, publicKey: 'file:secrets/k2.pem' }
  # A server that is asked about those whom no key and no token knows.
  #hook:
    #url: https://station.example/auth
    #secret: 'file:secrets/hook'
    #timeoutMs: 2000
    #cacheMs: 10000
  # Pages that may publish, beside the relay's own.
  #origins: [https://radio.example]
  # Whether the pages of other sites may listen.
  #acceptsForeignListeners: true
  # JSON, written by the admin API.
  #bans: bans.json

# Limits in milliseconds and counts, over their defaults; docs/limits.md has all of them.
limits:
  maxChannels: ${RELAY_LIMIT_DEFAULTS.maxChannels}
  maxListenersPerChannel: ${RELAY_LIMIT_DEFAULTS.maxListenersPerChannel}
  maxConnections: ${RELAY_LIMIT_DEFAULTS.maxConnections}
  # Past audio for those who join late or come back.
  ringMs: ${RELAY_LIMIT_DEFAULTS.ringMs}
  # A listener that has not answered for this long is closed.
  evictAfterMs: ${RELAY_LIMIT_DEFAULTS.evictAfterMs}

# Several machines as one relay, joined by NATS servers; docs/cluster.md describes it.
#cluster:
  #node: berlin-1
  #publicUrl: wss://berlin-1.radio.example
  # Connections from which newcomers are sent to another node.
  #maxConnections: 10000
  #nats:
    #servers: ['nats://10.0.0.1:4222', 'nats://10.0.0.2:4222', 'nats://10.0.0.3:4222']
    # How the servers know this node: one of a credentials file, a user with a password, and a token.
    #credentials: 'file:secrets/nats.creds'
    #user: relay
    #password: 'file:secrets/nats-password'
    #token: 'file:secrets/nats-token'
    #tls:
      #ca: 'file:secrets/nats-ca.pem'
      #certificate: 'file:secrets/berlin-1.pem'
      #key: 'file:secrets/berlin-1.key'
    #subjectPrefix: latentcast
    #replicas: 3
    # Where this site's server is a leaf of another site's.
    #domain: berlin

# Which channels there are. Names that match the regular expression need no entry in the list.
#channels:
  #pattern: '^studio-[0-9]+$'
  #list:
    # A channel with a name is listed also while it is silent.
    #- name: main
      #title: Radio Example
      #description: Music from the harbour
      #genre: jazz
      #url: https://radio.example/main
      #hidden: false
      # Past audio for those who join: as much as they ask for up to the second, and the first where they do not say.
      #burstMs: 1000
      #maxBurstMs: 600000
      #maxListeners: 500
      #planes: 2
      # A source that comes while another one sends: refuse it, replace the other one, or queue it.
      #takeover: queue
      #maxQueuedSources: 4
      # Icecast source clients publish at /main, with a key or password of "access" that may.
      #icecast:
        #source: true
        #model: default
        #planes: 1
        #preset: normal               # or live, radio, or a number of frames
        #stereo: false
        #search: auto                 # bits that sound nearer to the original, for up to half a core a source
      # Any player listens at /main.mp3, /main.opus, /main.wav, /main.m3u and /main.pls.
      #players:
        #formats: [mp3, opus, wav]
        #maxPlayers: 500
      # One .lc file an hour, for thirty days.
      #record:
        #folder: /var/lib/latentcast/recordings
        #pattern: '{channel}/%Y-%m-%d/%H-%M-%S.lc'
        #rotateMs: 3600000
        #rotateBytes: 50000000
        #keepMs: 2592000000
        #keepFiles: 1000
        #keepBytes: 1000000000
      # Plays while the source is away.
      #fallback: { channel: music, crossfadeMs: 500, stallMs: 2500 }
    # Files, folders, playlists and .lc recordings play in a loop while the source is away.
    #- name: talk
      #fallback: { files: [night.m3u, jingles], shuffle: true }
    #- name: music
    # A channel of another relay, which is connected to while somebody listens.
    #- name: city
      #upstream: { url: 'wss://radio.example/main', token: 'file:secrets/upstream' }
    # For every other name that matches. Models of which a source must use one are named by id or sha256.
    #- pattern: 'studio-*'
      #hidden: true
      #models: [dac-44khz-music]
  # Icecast source clients that the relay encodes at a time; each takes a thread.
  #maxEncoders: 4
  #maxFallbackEncoders: 4
  # Channels that the relay decodes for players at a time; each takes a thread.
  #maxDecoders: 4

# Listening sessions: the relay passes on what friends send each other, and cannot read it. Who may create one is decided by
# the channel session.* under "access". With more than one worker there are none.
#sessions:
  #enabled: true
  # UDP port on which peers learn their own address (STUN), so that they reach each other past the relay.
  #stunPort: 3478
  #limits:
    #maxRooms: ${ROOM_LIMIT_DEFAULTS.maxRooms}
    #maxPeersPerRoom: ${ROOM_LIMIT_DEFAULTS.maxPeersPerRoom}

# Servers that are told what happens; docs/relay.md shows how they check the signature.
#webhooks:
  #urls: [https://station.example/hooks]
  #secret: 'file:secrets/webhooks'
  #events: [source.on, source.off]
  #addresses: none
  #timeoutMs: 5000
  #maxAttempts: 8
  #maxQueued: 1000

#log:
  #format: json                       # or plain, pretty
  #level: info
  #addresses: truncated               # or full, none

# /metrics on an address of its own.
#metrics:
  #host: 127.0.0.1
  #port: 9464

# The API under /admin/ and the status page at /status, for those whose key or token allows it.
#admin:
  #enabled: true
  #origins: [https://ops.example]
  #recordings: recordings

# Pages that may show the player of /embed/NAME in a frame.
#page:
  #frames: [https://blog.example]

# At SIGTERM peers are told to come back after a time between the two waits, and have the grace to go.
shutdown:
  graceMs: ${SHUTDOWN_DEFAULTS.graceMs}
  retryAfterMs: [${SHUTDOWN_DEFAULTS.retryAfterMs.join(', ')}]
`;

/** Writes the example. @throws CodecError OUTPUT_REFUSED where the file exists, FILE_IO where it cannot be written */
export async function writeExample(file: string): Promise<void> {
  try {
    // 0600: secrets may be written into it.
    await writeFile(file, CONFIG_EXAMPLE, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CodecError('OUTPUT_REFUSED', `${file} exists already and is left as it is`, { cause });
    throw fileError('write', file, cause);
  }
}
