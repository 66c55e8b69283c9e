import type { TalkMode } from 'latentcast/browser';
import { talkButton } from '../broadcast/talk-button.js';
import { choice, h, setText } from '../dom.js';
import type { SessionState } from './state.js';

/** Where this peer's microphone is switched, and who speaks. */
export interface VoiceCard {
  readonly node: HTMLElement;
  show(state: SessionState): void;
}

/** What the user does. */
export interface VoiceHandlers {
  onMode(mode: TalkMode): void;
  onTalk(isTalking: boolean): void;
}

/** A card for talking over the music. */
export function voiceCard({ onMode, onTalk }: VoiceHandlers): VoiceCard {
  const modes = choice<TalkMode>(
    'Microphone',
    'talk-mode',
    [
      ['off', 'Off'],
      ['pushToTalk', 'Push to talk'],
      ['open', 'Open'],
    ],
    'off',
    onMode,
  );
  const talk = talkButton(onTalk);
  const who = h('p', { class: 'quiet', role: 'status' });
  return {
    node: h(
      'section',
      { class: 'card', 'aria-labelledby': 'voice-title' },
      h('h2', { id: 'voice-title' }, 'Talk'),
      h(
        'p',
        { class: 'quiet' },
        'Voices are heard over the music, which is lowered meanwhile. The browser removes the echo of your loudspeaker; headphones are better.',
      ),
      h('div', { class: 'controls' }, modes, talk),
      who,
    ),
    show({ voice, isTalking, peers }) {
      talk.hidden = voice !== 'pushToTalk';
      talk.setAttribute('aria-pressed', String(isTalking));
      const input = modes.querySelector<HTMLInputElement>(`input[value="${voice}"]`);
      if (input && !input.checked) input.checked = true;
      const names = peers.filter(({ isSpeaking }) => isSpeaking).map(({ name, isOwn }) => (isOwn ? 'You' : name));
      const verb = names.length === 1 && names[0] !== 'You' ? 'speaks' : 'speak';
      setText(who, names.length === 0 ? '' : `${names.join(', ')} ${verb}.`);
    },
  };
}
