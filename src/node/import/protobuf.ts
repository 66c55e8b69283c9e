/**
 * The part of protobuf's wire format that an ONNX file needs: varints, length-delimited fields and nested messages
 * (https://protobuf.dev/programming-guides/encoding). Fields are written in the order of the calls.
 */
export class ProtoWriter {
  readonly #bytes: number[] = [];

  /** @param value an integer from −2^53 to 2^53; below 0 it takes ten bytes, as int64 does */
  varint(field: number, value: number): this {
    this.#key(field, 0);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** A text field. */
  string(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  /** A field of bytes. */
  bytes(field: number, bytes: ArrayLike<number>): this {
    this.#key(field, 2);
    this.#varint(BigInt(bytes.length));
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]!);
    return this;
  }

  /** A nested message, whose fields `write` writes. */
  message(field: number, write: (inner: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    return this.bytes(field, inner.#bytes);
  }

  /** The message's bytes. */
  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #key(field: number, wireType: 0 | 2): void {
    this.#varint(BigInt(field * 8 + wireType));
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes.push(Number(rest & 0x7fn) | 0x80);
    this.#bytes.push(Number(rest));
  }
}
