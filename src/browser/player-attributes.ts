import { requireChannelUrl } from './channel-url.js';

/** The channel's name: the last part of its address. */
export const channelName = (src: string): string => {
  try {
    return decodeURIComponent(requireChannelUrl(src).pathname.split('/').at(-1)!);
  } catch {
    return src;
  }
};

/** Bits per value that the attribute asks for; all where it is missing. @throws RangeError for anything but a number */
export function requestedPlanes(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new RangeError(`planes must be an integer from 1 to 8, got "${text}"`);
  return Number(text);
}

/**
 * Whether the channel is joined before a click: as `preload` of HTML's media elements, where no value stands for `auto`. What
 * plays comes with the stream, so that there is nothing between that and `none`.
 */
export const isPreloaded = (element: Element): boolean => /^(auto)?$/i.test(element.getAttribute('preload') ?? 'none');

/** Makes attributes properties of the same names; empty where the attribute is missing, which an empty text removes. */
export function defineTexts(prototype: HTMLElement, names: readonly string[]): void {
  for (const name of names)
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement): string {
        return this.getAttribute(name) ?? '';
      },
      set(this: HTMLElement, value: unknown) {
        if (value === null || value === undefined || value === '') this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
}
