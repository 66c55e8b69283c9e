import type { SessionWords } from './en.js';

/** Every text of listening sessions in German. */
export const de: SessionWords = {
  title: 'Gemeinsam hören',
  missing: {
    insecure:
      'Diese Seite wurde über einfaches http geöffnet. Öffne sie über https, oder auf localhost: eine Hörrunde ist verschlüsselt, und Browser verschlüsseln nur dort.',
    webRtc:
      'Dieser Browser stellt keine direkten Verbindungen her (WebRTC fehlt oder ist abgeschaltet): alles geht verschlüsselt über das Relay.',
  },
  errors: {
    damagedLink:
      'Dieser Link ist beschädigt: ein Teil fehlt oder stimmt nicht. Kopiere ihn ganz, von „http“ bis zum letzten Buchstaben, und versuche es noch einmal.',
    endedByOperator: (reason) => `Der Betreiber des Relays hat die Hörrunde beendet${reason ? `: ${reason}` : '.'}`,
    lastedTooLong: 'Die Hörrunde ist zu Ende: sie hat so lange gedauert, wie dieses Relay erlaubt.',
    notFound:
      'Zu diesem Link gibt es keine Hörrunde: sie ist zu Ende, oder der Schlüssel am Ende des Links stimmt nicht. Lass dir den Link noch einmal geben.',
    full: (message) => `Es ist kein Platz mehr: ${message}.`,
    notAllowed: (message) =>
      `Das Relay lässt dich nicht hinein (${message}). Wenn du einen Schlüssel oder ein Token hast, gib es unten ein.`,
    unreachable: (message) =>
      `Das Relay ist nicht zu erreichen. Prüfe die Verbindung und versuche es noch einmal. (${message})`,
    otherModel: (message) =>
      `Der Gastgeber benutzt ein anderes Modell, als dieser Server hat; sein Ton lässt sich hier nicht dekodieren. (${message})`,
    model: (message) =>
      `Das Modell läuft auf diesem Gerät nicht. Lade die Seite neu, um es noch einmal zu versuchen. (${message})`,
  },
  states: {
    thrownOut: 'Nicht in der Hörrunde',
    outside: 'In keiner Hörrunde',
    entering: 'Tritt ein',
    loading: 'Das Modell wird geladen',
    blocked: 'Vom Browser angehalten',
    noRelay: 'Das Relay ist nicht zu erreichen',
    starting: 'Fängt an',
    waiting: 'Wartet auf den Gastgeber',
    hostAway: 'Der Gastgeber ist weg',
    playing: 'Spielt',
    paused: 'Pause',
  },
  notices: {
    joined: (name) => `${name} ist dazugekommen.`,
    left: (name) => `${name} ist gegangen.`,
    lost: (name) => `${name} hat die Verbindung verloren.`,
    nothingAfter: 'Danach kommt nichts mehr.',
    notNow: 'Das geht gerade nicht.',
  },
  entrance: {
    name: 'Dein Name',
    link: 'Link',
    join: 'Mithören',
    joinTitle: 'Bei einer Hörrunde mithören',
    invitedTitle: 'Du bist zu einer Hörrunde eingeladen',
    paste: 'Füge den Link ein, den du bekommen hast.',
    invited:
      'Du hörst, was der Gastgeber spielt, im selben Augenblick wie alle anderen. Der Ton ist zwischen denen verschlüsselt, die den Link haben.',
    hostTitle: 'Gastgeber sein',
    hostHint: 'Spiele deinen Freunden etwas vor: alle hören es im selben Augenblick. Du bekommst einen Link für sie.',
    host: 'Hörrunde beginnen',
    againTitle: 'Diese Hörrunde war deine',
    againHint: 'Wähle, was du spielst, und beginne: wer noch da ist, hört es wieder von dir.',
    again: 'Wieder Gastgeber sein',
    mayControl: 'Wer darf anhalten und weiterschalten',
    onlyYou: 'Nur du',
    everybody: 'Alle',
  },
  source: {
    play: 'Abspielen',
    files: 'Dateien',
    microphone: 'Mikrofon',
    tab: 'Ton eines Tabs',
    hints: {
      files: 'Eine Datei, oder mehrere nacheinander. Sie bleiben auf diesem Gerät: gesendet wird nur ihr Ton.',
      microphone: 'Ein Instrument, ein Plattenspieler, eine Stimme: ohne Rauschunterdrückung, so wie es kommt.',
      tab: 'Der Browser fragt nach dem Tab. Dort wird er stumm; zu hören ist er hier und bei allen anderen im selben Augenblick.',
    },
    noneChosen: 'Wähle mindestens eine Datei.',
    sharedSound: 'Geteilter Ton',
  },
  hosting: {
    title: 'Was du spielst',
    add: 'Dateien hinzufügen',
    other: 'Etwas anderes spielen',
    change: 'Stattdessen das spielen',
  },
  controls: {
    label: 'Was läuft',
    playHere: 'Hier abspielen',
    pause: 'Pause',
    resume: 'Fortsetzen',
    next: 'Weiter',
    leave: 'Verlassen',
    position: 'Stelle',
    nothingPlayed: 'Es läuft nichts',
    gettingReady: 'Wird vorbereitet',
    nothingYet: 'Noch ist nichts zu hören',
    hostControls: 'In dieser Hörrunde hält der Gastgeber an und schaltet weiter.',
  },
  people: {
    title: 'Es hören zu',
    alone: 'Es hörst nur du zu',
    count: (n) => `Es hören zu: ${n}`,
    you: 'du',
    host: 'Gastgeber',
    speaks: 'spricht',
    joining: 'kommt dazu',
    sync: { 'in sync': 'im Takt', 'out of sync': 'nicht im Takt', waiting: 'wartet' },
    offBy: 'Abweichung',
    roundTrip: 'Umlaufzeit',
    lost: 'verloren',
    paths: {
      direct: 'direkt',
      relay: 'über das Relay',
      peer: (name) => `über ${name}`,
      otherPeer: 'einen anderen Teilnehmer',
    },
    safety: 'Sicherheitsnummer',
    safetyHint:
      'Lest sie einander vor, zum Beispiel am Telefon: wo beide dieselben Ziffern sehen, steht niemand zwischen euch.',
  },
  voice: {
    title: 'Sprechen',
    hint: 'Stimmen sind über der Musik zu hören, die solange leiser wird. Der Browser entfernt das Echo deines Lautsprechers; Kopfhörer sind besser.',
    off: 'Aus',
    open: 'Offen',
    youSpeak: 'Du sprichst.',
    speaks: { one: '{names} spricht.', other: 'Es sprechen {names}.' },
    you: 'du',
  },
  device: {
    title: 'Dieses Gerät',
    hint: 'Manche Lautsprecher, vor allem drahtlose, sind später, als sie angeben. Wenn dieser hinter den anderen im Raum herhinkt, mach den Versatz größer; wenn er voraus ist, kleiner. Er bleibt in diesem Browser gespeichert.',
    offset: 'Versatz in ms',
    less: (ms) => `${ms} ms weniger`,
    more: (ms) => `${ms} ms mehr`,
    latency: (ms) => `Von dieser Seite bis zum Lautsprecher: ${ms} ms, mit dem Versatz.`,
  },
  invite: {
    title: 'Einladen',
    hint: 'Wer diesen Link hat, kann mithören. Sein letzter Teil ist der Schlüssel; er geht an keinen Server. Gib ihn also auf einem Weg weiter, dem du traust.',
    copy: 'Kopieren',
    share: 'Teilen',
    shareText: 'Hör mit mir',
  },
};
