import type { Command } from 'commander';
import { coloured } from './colour.js';

/** A command line, without `latentcast`, and what it does. */
type Example = readonly [line: string, what: string];

/** Examples of every command, by its words; a test parses each line as the command does. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  demo: [
    ['demo', 'a clip of voice and one of music, at live pace'],
    ['demo song.mp3 --speed max', 'a file of yours, as fast as possible'],
  ],
  encode: [
    ['encode song.flac song.lc', 'at 1 bit per value: 1.4 kbit/s'],
    ['encode song.flac song.lc --bits 2 --stereo', 'better sound, and stereo'],
    ['encode album/ *.mp3 encoded/ --search 0', 'many files into a folder, fast'],
    ['encode - talk.lc --rate 44100 --channels 2', 'raw PCM from standard input'],
  ],
  decode: [
    ['decode song.lc song.wav', ''],
    ['decode song.lc song.wav --planes 1 --rate 48000', 'its first bit of each value alone, at 48 kHz'],
    ['decode song.lc - --wav | aplay', 'played by another program'],
  ],
  inspect: [
    ['inspect song.lc', 'model, length, rate and damage'],
    ['inspect song.lc --json', 'the same for a program'],
  ],
  compare: [
    ['compare song.flac --open', 'a page to hear and see, in the browser'],
    ['compare song.flac --bits 1,2,4 --seconds 10', ''],
  ],
  serve: [
    ['serve', 'on this machine alone, open to all of it'],
    ['serve --init', 'writes relay.yaml, every setting explained'],
    ['serve --config relay.yaml --check', 'what is wrong with it, or what will hold'],
    ['serve --config relay.yaml', ''],
    ['serve --host 0.0.0.0 --open', 'for the local network, without a key'],
  ],
  admin: [
    ['admin channels', 'of the relay on this machine; LATENTCAST_ADMIN_TOKEN holds the token'],
    ['admin stats --url https://radio.example --token-file admin.token', ''],
  ],
  'admin stats': [['admin stats --json', '']],
  'admin channels': [['admin channels --url https://radio.example --token-file admin.token', '']],
  'admin listeners': [
    ['admin listeners main', ''],
    ['admin listeners main --after 4021 --limit 1000', 'those after connection 4021'],
  ],
  'admin kick': [['admin kick main 4021 --reason "the slot is over"', 'the connection that listeners shows as 4021']],
  'admin events': [
    ['admin events main', 'who has come and gone, and why'],
    ['admin events --limit 1000 --json', 'everything that the relay remembers'],
  ],
  'admin bans': [['admin bans', '']],
  'admin ban': [
    ['admin ban 203.0.113.7 --seconds 3600', 'an address, for an hour'],
    ['admin ban 2001:db8:1::/48', 'a subnet, for ever'],
    ['admin ban anna --kind subject --reason "lost laptop"', 'every token of a person'],
  ],
  'admin unban': [['admin unban 203.0.113.7', '']],
  'admin move': [
    ['admin move main evening', 'all listeners of a channel'],
    ['admin move main wss://other.example/main --id 4021', 'one of them, to another relay'],
  ],
  'admin mute': [['admin mute main', 'listeners hear silence until unmute']],
  'admin unmute': [['admin unmute main', '']],
  'admin title': [
    ['admin title main --title "Night flight" --artist Anna', ''],
    ['admin title main --station "Harbour Radio"', 'the source states the titles'],
    ['admin title main --clear', ''],
  ],
  'admin record': [
    ['admin record main', 'into the folder that the configuration names'],
    ['admin record main --stop', ''],
  ],
  'admin sessions': [['admin sessions', '']],
  'admin end-session': [['admin end-session 6f1c2a --reason "the relay moves"', 'by its id, as sessions lists it']],
  'admin nodes': [['admin nodes', 'of a cluster, with what each carries']],
  'admin drain': [['admin drain fra-2 --over 300', 'its listeners go to other nodes within five minutes']],
  'admin reload': [['admin reload', 'takes over a changed configuration file']],
  token: [
    ['token --static > studio.key', 'a new key for the studio; the lines for relay.yaml are shown'],
    ['token --generate-key ed25519 --out signing.pem', 'a key that signs tokens'],
    ['token --key signing.pem --publish main --expires 12h', 'for whoever is on the air tonight'],
    ['token --key signing.pem --listen "show-*" --subject anna', ''],
    ['token --key signing.pem.pub --verify -', 'a token from standard input'],
  ],
  send: [
    ['send talk.wav ws://localhost:8787/talk', 'to a channel of a relay'],
    ['send ws://localhost:8787/mic --preset live', 'the microphone'],
    ['send music/ ws://localhost:8787/radio --loop --shuffle --crossfade 3000', 'a folder, all day'],
    ['send udp://192.0.2.7:5004', 'the microphone to one machine, unencrypted'],
    ['send music/ udp://239.255.0.1:5004', 'to every listener of a group'],
    ['send --preset radio talk.wav - > /dev/ttyUSB0', 'through a serial modem'],
    ['send talk.wav - | ssh host latentcast listen - talk-received.wav', ''],
  ],
  listen: [
    ['listen ws://localhost:8787/talk', 'a channel of a relay, on the default sound device'],
    ['listen ws://localhost:8787/talk heard.wav --seconds 60', 'a minute of it, into a file'],
    ['listen ws://localhost:8787/talk --virtual-mic Studio', 'as a microphone for other programs'],
    ['listen udp://0.0.0.0:5004', 'what somebody sends to this machine'],
    ['listen udp://239.255.0.1:5004 --interface eth0 talk.wav', 'what is sent to a group, into a file'],
    ['listen - < /dev/ttyUSB0', 'from a serial modem'],
  ],
  session: [
    ['session create album/*.flac --relay wss://relay.example', 'prints the link for your friends'],
    ['session join "https://relay.example/#session=…"', ''],
  ],
  'session create': [
    ['session create album/*.flac --relay wss://relay.example --name Anna', ''],
    ['session create --input default --relay wss://relay.example --talk pushToTalk', 'what a device captures'],
  ],
  'session join': [
    ['session join "https://relay.example/#session=…" --name Ben', 'the link, in quotes'],
    ['session join "https://relay.example/#session=…" --relay-only', 'no direct connection'],
  ],
  devices: [
    ['devices', ''],
    ['devices --audio-backend pulse --json', ''],
  ],
  models: [
    ['models', 'that --model can name'],
    ['models add ./my-model --to ~/models', ''],
  ],
  'models import': [
    ['models import stable-audio-open ~/Downloads/stable-audio-open-1.0', 'your own copy of its autoencoder'],
    ['models import oobleck ./vae --fp16 --calibrate voice.flac music.flac', 'any AutoencoderOobleck of diffusers'],
  ],
  'models add': [
    ['models add ./my-model', 'a folder, into the first of LATENTCAST_MODELS'],
    ['models add my-model.tgz --to ~/models --force', 'a tarball, in place of the one that is there'],
    ['models add @studio/model@2', 'a package of npm'],
  ],
  'models verify': [['models verify my-model-v1', '']],
  'models remove': [['models remove my-model-v1', '']],
  'models list': [['models list --json', '']],
  doctor: [['doctor', 'what works on this machine, and what to do about the rest']],
  bench: [['bench --out bench.json', 'how many streams this machine carries']],
  'load-test': [
    ['load-test ws://127.0.0.1:8787/test --listeners 1000 --slow 1%', 'a thousand listeners of your relay'],
    ['load-test wss://radio.example/main --source none --listeners 200 --seconds 60 --i-run-this-relay', ''],
  ],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/latentcast', 'for every new shell'],
    ['completion zsh > ~/.zfunc/_latentcast', 'a folder of fpath'],
    ['completion fish > ~/.config/fish/completions/latentcast.fish', ''],
  ],
};

/** Column of what a line does, at most; behind a longer one it is written below, as it is where it does not fit. */
const COLUMN = 58;
const WIDTH = 110;

/** Adds the examples to the help of each command. */
export function addExamples(program: Command, words: readonly string[] = []): void {
  for (const command of program.commands) {
    const path = [...words, command.name()];
    const examples = EXAMPLES[path.join(' ')];
    if (examples) command.addHelpText('after', `\n${coloured('Examples:', 'bold')}\n${shown(examples)}`);
    addExamples(command, path);
  }
}

function shown(examples: readonly Example[]): string {
  const lengths = examples.map(([line]) => `  latentcast ${line}`.length + 2).filter((length) => length <= COLUMN);
  const column = Math.max(0, ...lengths);
  return examples
    .map(([line, what]) => {
      const text = `  latentcast ${line}`;
      if (what === '') return text;
      const fits = text.length < column && column + what.length <= WIDTH;
      return fits ? `${text.padEnd(column)}${what}` : `${text}\n${' '.repeat(6)}${what}`;
    })
    .join('\n');
}
