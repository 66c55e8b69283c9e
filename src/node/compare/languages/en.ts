/**
 * Every text of the comparison page in English; the other languages have the same keys. `{name}` stands for a value, and
 * what is between backquotes is shown as code. Texts are data, since the page writes some of them itself.
 */
export const en = {
  title: '{input}: Latentcast beside other formats',
  language: 'Language',
  clip: '{seconds} s at {rate} kHz, {channels}. Model {model} gives latents of [1 × {size} × {frames}], {values} values. By the clock of this machine, with whatever else ran on it, encoding took {encode} and decoding {decode} times the clip’s duration.',
  mono: 'mono',
  stereo: 'stereo',
  channels: '{n} channels',
  faults: { incomplete: 'Audio is missing in the input.', other: 'About the input:' },
  sizes: {
    title: 'Sizes',
    format: 'Format',
    size: 'Size',
    ratio: 'Smaller than WAV',
    mel: 'Mel distance',
    bar: 'Size, logarithmic',
    note: 'Sizes are those of whole files. Mel distance: the mean difference of log-mel spectra to the original, in dB; 0 is identical. It compares versions of one clip and does not replace listening.',
  },
  /** Formats by their id; one that is missing here has the same name in every language. */
  rows: {
    wav: 'Original, WAV',
    'mp3-low': 'MP3, lowest (8 kbit/s)',
    vorbis: 'Ogg Vorbis, lowest',
    'latents-f32': 'Latentcast, not rounded (float32)',
  },
  latents: { one: 'Latentcast {n} bit, {kbps} kbit/s', other: 'Latentcast {n} bits, {kbps} kbit/s' },
  how: {
    original: '16 bits, {rate} Hz, {channels}: what all others are made of',
    faults: '{command}; audio is missing: {faults}',
    missing: 'install {programs}: {commands}',
    or: '{programs} or {program}',
    failed: 'failed: {message}',
    float: 'as the model returns them, not rounded; no container',
    file: '.lc file: {payload} bytes of values and {overhead} of container',
  },
  listen: {
    title: 'Listen and look',
    keys: 'One plays at a time, and the next one continues at the same place. The key of each format chooses it, J the next and K the one before, space starts and stops.',
    match: 'Equally loud: all formats are turned down to the quietest by their integrated loudness (ITU-R BS.1770)',
    smaller: '{times} smaller',
    mel: 'mel {db}',
    gain: 'played at {db}',
    waveform: 'Waveform of {name}',
    spectrogram: 'Spectrogram of {name}',
  },
  footer:
    'Made by `latentcast compare`. Spectrograms: mel frequencies to {khz} kHz, 80 dB below the original’s loudest point.',
  /** The blind test; the page's script writes these texts, too. */
  abx: {
    title: 'Blind test',
    note: 'Can you hear which is which? X is A or B, anew in each trial. Listen to all three as often as you like, then decide; whether you were right is shown at the end. 16 trials tell a difference that you hear three times out of four.',
    trials: 'Trials',
    seed: 'Seed',
    start: 'Start',
    listen: 'Listen',
    play: 'Play {which}',
    decide: 'Decide',
    isA: 'X is A',
    isB: 'X is B',
    stop: 'Stop',
    right: 'Right',
    forget: 'Forget the results',
    twoFormats: 'A and B must be two formats.',
    trial: 'Trial {n} of {of}',
    trialUnheard: 'Trial {n} of {of}: listen to X first',
    stopped: 'Stopped: nothing is counted.',
    continue: 'Continue: {a} and {b}, trial {n} of {of}',
    of: '{right} of {trials}',
    result:
      '{right} of {trials} right: {verdict}. Guessing does as well in {percent} of all tests ({p}, one-sided binomial test).',
    heard: 'you hear a difference',
    unheard: 'no difference is shown',
    lessThan: 'less than {percent} %',
    moreThan: 'more than {percent} %',
    percent: '{percent} %',
    unequal: 'A and B were not equally loud: the louder one can be told by that alone.',
    known: 'The order of this seed was used before, so that it may be known: this test is not counted with the others.',
    all: 'All {tests} tests of the two: {right} of {trials} right, {p}.',
    unequalShort: 'not equally loud',
    knownShort: 'order used before',
  },
};

/** The texts in one language. */
export type CompareWords = typeof en;
