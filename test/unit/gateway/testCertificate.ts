import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/**
 * A certificate that vouches for itself, good from yesterday until tomorrow (RFC 5280, 4.1), made by hand since Node
 * makes none.
 * @param names of hosts, or IPv4 addresses
 */
export function testCertificate(...names: string[]): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid([42, 134, 72, 206, 61, 4, 3, 2]));
  const name = sequence(der(0x31, sequence(oid([85, 4, 3]), der(0x0c, Buffer.from("test")))));
  const day = 86_400_000;
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(Date.now() - day), time(Date.now() + day)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(alternativeNames(names), isAuthority())),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const cert = sequence(toBeSigned, algorithm, bitString(signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.toString("base64")}\n-----END CERTIFICATE-----\n`,
  };
}

function alternativeNames(names: readonly string[]): Buffer {
  const all = names.map((name) =>
    isIP(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name)),
  );
  return sequence(oid([85, 29, 17]), der(0x04, sequence(...all)));
}

function isAuthority(): Buffer {
  return sequence(oid([85, 29, 19]), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
}

function time(milliseconds: number): Buffer {
  return der(
    0x17,
    Buffer.from(
      `${new Date(milliseconds)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, "")
        .slice(2)}`,
    ),
  );
}

function oid(bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
