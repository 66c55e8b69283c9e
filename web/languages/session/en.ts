import type { PluralForms } from '../forms.js';

/** Every text of listening sessions in English; the other languages have the same keys. */
export const en = {
  title: 'Listening session',
  missing: {
    insecure:
      'This page was opened over plain http. Open it over https, or on localhost: a listening session is encrypted, and browsers encrypt only there.',
    webRtc:
      'This browser makes no direct connections (WebRTC is missing or switched off): everything goes over the relay, encrypted.',
  },
  errors: {
    damagedLink:
      'This link is damaged: a part of it is missing or wrong. Copy all of it, from “http” to the last letter, and try again.',
    endedByOperator: (reason: string) =>
      `The operator of the relay has ended the session${reason ? `: ${reason}` : '.'}`,
    lastedTooLong: 'The session has ended: it has lasted as long as this relay allows.',
    notFound:
      'There is no session with this link: it has ended, or the key at the end of the link is wrong. Ask for the link again.',
    full: (message: string) => `No place is left (${message}). Try again later.`,
    notAllowed: (message: string) =>
      `The relay does not let you in (${message}). If you have a key or token, enter it below.`,
    unreachable: (message: string) => `The relay cannot be reached. Check the connection and try again. (${message})`,
    otherModel: (message: string) =>
      `The host uses another model than this server has, so that its sound cannot be decoded here. (${message})`,
    model: (message: string) => `The model cannot be used on this device. Reload the page to try again. (${message})`,
  },
  states: {
    thrownOut: 'Not in the session',
    outside: 'Not in a session',
    entering: 'Entering',
    loading: 'Loading the model',
    blocked: 'Paused by the browser',
    noRelay: 'The relay cannot be reached',
    starting: 'Starting',
    waiting: 'Waiting for the host',
    hostAway: 'The host is away',
    hostBack: 'The host is getting ready',
    playing: 'Playing',
    paused: 'Paused',
    ended: 'Everything has been played',
  },
  notices: {
    joined: (name: string) => `${name} has joined.`,
    left: (name: string) => `${name} has left.`,
    lost: (name: string) => `${name} has lost the connection.`,
    nothingAfter: 'There is nothing after this.',
    notNow: 'This cannot be done at the moment.',
    added: (names: string) => `Added: ${names}.`,
  },
  entrance: {
    name: 'Your name',
    link: 'Link',
    join: 'Join',
    joinTitle: 'Join a session',
    invitedTitle: 'You are invited to a listening session',
    paste: 'Paste the link that you were given.',
    invited:
      'You hear what the host plays, at the same moment as everybody else. The sound is encrypted between those who have the link.',
    hostTitle: 'Host a session',
    hostHint: 'Play something for your friends: everybody hears it at the same moment. You get a link to send to them.',
    host: 'Start the session',
    againTitle: 'You have hosted this session',
    againHint: 'Choose what to play and start: those who are still there hear it from you again.',
    again: 'Host again',
    mayControl: 'Who may pause and skip',
    onlyYou: 'Only you',
    everybody: 'Everybody',
  },
  source: {
    play: 'Play',
    files: 'Files',
    microphone: 'Microphone',
    tab: 'A tab’s sound',
    hints: {
      files:
        'One file, or several that are played one after another. They stay on this device: only their sound is sent.',
      microphone: 'An instrument, a record player, a voice: without noise suppression, and heard as it comes.',
      tab: 'The browser asks for the tab. It falls silent there, and is heard here and at all others at the same moment.',
    },
    noneChosen: 'Choose at least one file.',
    /** Title of what is shared from a tab, for all who listen. */
    sharedSound: 'Shared sound',
  },
  hosting: {
    title: 'What you play',
    add: 'Add files',
    other: 'Play something else',
    change: 'Play this instead',
  },
  controls: {
    label: 'Playing',
    playHere: 'Play here',
    pause: 'Pause',
    resume: 'Resume',
    again: 'Play again',
    next: 'Next',
    leave: 'Leave',
    position: 'Position',
    nothingPlayed: 'Nothing is played',
    gettingReady: 'Getting ready',
    nothingYet: 'Nothing is heard yet',
    hostControls: 'The host pauses and skips in this session.',
  },
  people: {
    title: 'Listening',
    alone: 'Listening: you alone',
    count: (n: string) => `Listening: ${n}`,
    you: 'you',
    host: 'host',
    successor: 'plays for the host',
    speaks: 'speaks',
    joining: 'joining',
    sync: {
      'in sync': 'in sync',
      'out of sync': 'out of sync',
      waiting: 'waiting',
      'no sound': 'no sound',
      'no connection': 'no connection',
    },
    offBy: 'off by',
    roundTrip: 'round trip',
    lost: 'lost',
    paths: {
      direct: 'direct',
      relay: 'over the relay',
      peer: (name: string) => `through ${name}`,
      otherPeer: 'another peer',
    },
    safety: 'Safety number',
    safetyHint:
      'Read it to each other by telephone, for example: where both see the same digits, nobody stands between you.',
  },
  voice: {
    title: 'Talk',
    hint: 'Voices are heard over the music, which is lowered meanwhile. The browser removes the echo of your loudspeaker; headphones are better.',
    off: 'Off',
    open: 'Open',
    youSpeak: 'You speak.',
    speaks: { one: '{names} speaks.', other: '{names} speak.' } as PluralForms,
    you: 'You',
  },
  device: {
    title: 'This device',
    hint: 'Some loudspeakers, wireless ones above all, are later than they say. Where this one lags behind the others in the room, make the offset larger; where it is ahead, smaller. It is kept for this browser.',
    offset: 'Offset in ms',
    less: (ms: string) => `${ms} ms less`,
    more: (ms: string) => `${ms} ms more`,
    latency: (ms: string) => `From this page to the loudspeaker: ${ms} ms, the offset included.`,
  },
  invite: {
    title: 'Invite',
    hint: 'Whoever has this link can join. Its last part is the key; it is sent to no server, so pass it on by a way that you trust.',
    copy: 'Copy',
    share: 'Share',
    shareText: 'Listen with me',
  },
};

/** Every text of listening sessions in one language. */
export type SessionWords = typeof en;
