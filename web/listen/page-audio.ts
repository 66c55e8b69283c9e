/** What the page plays through: a listener comes and goes, and its context was allowed by a click. */
export interface PageAudio {
  readonly context: AudioContext;
  /** The page's volume: what is before it is shown and recorded as it was sent. */
  readonly speaker: GainNode;
}

/** Opens it, within a click or held until one. @param gain factor of the amplitude */
export function openAudio(gain: number): PageAudio {
  const context = new AudioContext({ latencyHint: 'playback' });
  const speaker = new GainNode(context, { gain });
  speaker.connect(context.destination);
  return { context, speaker };
}
