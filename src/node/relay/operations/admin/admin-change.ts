/** Something that an administrator has done, or has tried; for the log. */
export interface AdminChange {
  /** Name of a key or subject of a token. */
  readonly administrator: string;
  /** Id of the operation. */
  readonly operation: string;
  readonly channel?: string;
  /** What was asked, without anything secret: bodies have no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** 200, or the status of the refusal. */
  readonly status: number;
  readonly address?: string;
}
