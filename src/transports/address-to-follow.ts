/**
 * Where the next attempt to connect goes: to the address that a full relay has named, unless it is less well protected
 * than the one that was asked for.
 */
export const addressToFollow = (url: string, alternativeUrl: string | undefined): string =>
  alternativeUrl !== undefined && (alternativeUrl.startsWith('wss://') || !/^wss:/i.test(url)) ? alternativeUrl : url;
