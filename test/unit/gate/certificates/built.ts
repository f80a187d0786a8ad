/** DER of one value; of lengths that a test needs. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export const COMMON_NAME = tlv(0x06, Buffer.from([0x55, 4, 3]));
export const ORGANIZATION = tlv(0x06, Buffer.from([0x55, 4, 10]));
const ALTERNATIVES = tlv(0x06, Buffer.from([0x55, 29, 17]));
const SMALL = tlv(0x30, tlv(0x02, Buffer.from([1])));

/** A part of a subject with one attribute, in UTF-8. */
export const attribute = (type: Buffer, value: string): Buffer =>
  tlv(0x31, tlv(0x30, type, tlv(0x0c, Buffer.from(value, 'utf8'))));

/**
 * A certificate in shape, such as no CA makes: the names as they are given, and each list of them an extension of its
 * own. What is not read is left small.
 */
export function certificate(subject: readonly Buffer[], ...lists: readonly (readonly Buffer[])[]): Buffer {
  const version = tlv(0xa0, tlv(0x02, Buffer.from([2])));
  const extensions = lists.map((names) => tlv(0x30, ALTERNATIVES, tlv(0x04, tlv(0x30, ...names))));
  const fields = [
    ...[version, tlv(0x02, Buffer.from([7])), SMALL, tlv(0x30), SMALL, tlv(0x30, ...subject), SMALL],
    ...(extensions.length === 0 ? [] : [tlv(0xa3, tlv(0x30, ...extensions))]),
  ];
  return tlv(0x30, tlv(0x30, ...fields), SMALL, tlv(0x03, Buffer.from([0])));
}
