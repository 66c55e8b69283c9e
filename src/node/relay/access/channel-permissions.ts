import { requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';
import type { Permission } from '../../../ports/authorizer.js';
import type { ChannelPermissionOptions } from './access-options.js';
import { ChannelPatterns } from './channel-patterns.js';

/** What is allowed, and on which channels. */
export class ChannelPermissions {
  readonly #patterns: Readonly<Record<Permission, ChannelPatterns>>;

  /**
   * @param field names them in errors, as in `keys[2]`
   * @param admin whether and where one administers
   * @throws TypeError, RangeError naming the field, its value and what is allowed
   */
  constructor(field: string, { publish = [], listen = [] }: ChannelPermissionOptions, admin: unknown = false) {
    if (typeof admin !== 'boolean' && !Array.isArray(admin))
      throw new TypeError(`${field}.admin must be true, false or a list of channel patterns, got ${shown(admin)}`);
    this.#patterns = {
      publish: new ChannelPatterns(`${field}.publish`, publish),
      listen: new ChannelPatterns(`${field}.listen`, listen),
      administer: new ChannelPatterns(`${field}.admin`, admin === true ? ['*'] : admin || []),
    };
  }

  /** @param channel its name, or `*` for the whole relay */
  allow(permission: Permission, channel: string): boolean {
    return this.#patterns[permission].match(channel);
  }

  /** Whether the permission is given on any channel at all. */
  hasAny(permission: Permission): boolean {
    return !this.#patterns[permission].isEmpty;
  }
}

/** Permissions of a configuration, whose names are checked. @throws TypeError, RangeError naming the field */
export function parsePermissions(field: string, options: ChannelPermissionOptions): ChannelPermissions {
  requireOptions(field, options, { publish: 'any', listen: 'any' });
  return new ChannelPermissions(field, options);
}
