// The few globals that every supported runtime has (Node ≥ 20, browsers, workers) and that ES2022's own library does
// not declare. Nothing else may be used in the isomorphic folders.
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
declare class URL {
  constructor(url: string);
  protocol: string;
  readonly host: string;
  readonly href: string;
  readonly pathname: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly search: string;
}
