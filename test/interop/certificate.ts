import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A key and a certificate for a host that signs itself (RFC 5280), both in PEM, valid for a day in either direction. */
export function selfSigned(host: string): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = der(0x30, objectId(1, 2, 840, 113549, 1, 1, 11), der(0x05));
  const name = der(0x30, der(0x31, der(0x30, objectId(2, 5, 4, 3), der(0x0c, Buffer.from(host)))));
  const day = 24 * 60 * 60 * 1000;
  const validity = der(0x30, time(Date.now() - day), time(Date.now() + day));
  const alternativeName = extension(objectId(2, 5, 29, 17), der(0x30, der(0x82, Buffer.from(host))));
  const isAuthority = extension(objectId(2, 5, 29, 19), der(0x30, der(0x01, Buffer.from([0xff]))));
  const toSign = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ...[algorithm, name, validity, name],
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, alternativeName, isAuthority)),
  );
  const signature = sign("sha256", toSign, privateKey);
  const whole = der(0x30, toSign, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

function extension(id: Buffer, value: Buffer): Buffer {
  return der(0x30, id, der(0x04, value));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, "").slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

/** ITU-T X.690, 8.19. */
function objectId(first: number, second: number, ...rest: number[]): Buffer {
  const bytes = rest.flatMap((value) => {
    const groups = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from([40 * first + second, ...bytes]));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
