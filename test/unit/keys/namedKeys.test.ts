import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, generatePrimeSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../src/domain/errors";
import { derToPem } from "../../../src/domain/keys/pem";
import { importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";
import { KEY_GENERATION_TIMEOUT } from "./sampleKeys";

/**
 * Keys as the tools of this machine write them, and what a message says to do about those that can't be used: the
 * command of the message is run, and what it prints is read. Without those tools these tests are skipped.
 */
describe("a key that has to be converted", function () {
  this.timeout(KEY_GENERATION_TIMEOUT);

  let folder: string;
  before(function () {
    if (["ssh-keygen", "openssl"].some((tool) => spawnSync(tool, ["-?"]).error)) this.skip();
    folder = mkdtempSync(join(tmpdir(), "keys-"));
  });
  after(() => {
    if (folder && existsSync(folder)) rmSync(folder, { recursive: true });
  });

  const at = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(at(name), "utf8");
  const run = (command: string, ...more: string[]) => {
    const [tool = "", ...args] = command.split(" ");
    return execFileSync(tool, [...args, ...more], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] }).toString();
  };
  const sshKey = (name: string, type: string, passphrase = "") => {
    rmSync(at(name), { force: true });
    run(`ssh-keygen -q -C someone -f ${name}`, ...type.split(" "), "-N", passphrase);
  };
  /** The public key, as OpenSSL writes that of a private key. */
  const publicOf = (name: string, ...more: string[]) => run(`openssl pkey -in ${name} -pubout`, ...more);
  /** The command in a message, from its first word on. */
  const commandIn = (message: string, tool: string) => new RegExp(`${tool} .*`).exec(message)?.[0] ?? "";

  describe("OpenSSH's private key", () => {
    it("of RSA is read as what ssh-keygen makes PEM of", async () => {
      for (const bits of [2048, 3072]) {
        sshKey("rsa", `-t rsa -b ${bits}`);
        const text = read("rsa");
        assert.match(text, /BEGIN OPENSSH PRIVATE KEY/);
        const readings = [
          text,
          text.replace(/\n/g, "\\\\n"),
          Buffer.from(text).toString("base64"),
          text.replace(/-----.*-----/g, ""),
        ];
        const imported = await Promise.all(readings.map(importPrivateKey));
        run("ssh-keygen -q -p -m PKCS8 -f rsa", "-N", "");
        for (const { privateKeyPem, info } of imported) {
          assert.equal(privateKeyPem, read("rsa"));
          assert.equal(info.publicKey, publicOf("rsa"));
          assert.equal(info.bits, bits);
        }
      }
    });

    it("with a passphrase is read after the named command, given an empty new one", async () => {
      sshKey("key", "-t rsa -b 2048", "correct horse");
      const error = await refusal(importPrivateKey(read("key")));
      assert.equal(error.code, "pem-encrypted");
      run(commandIn(error.message, "ssh-keygen"), "-q", "-P", "correct horse", "-N", "");
      assert.equal((await importPrivateKey(read("key"))).info.publicKey, publicOf("key"));
    });

    it("that is damaged is not read", async () => {
      sshKey("rsa", "-t rsa -b 2048");
      const [begin = "", ...rest] = read("rsa").split("\n");
      const cut = [begin, ...rest.slice(0, 10), ...rest.slice(12)].join("\n");
      assert.equal((await refusal(importPrivateKey(cut))).code, "openssh-key");
      const swapped = [begin, ...rest.slice(0, 14), rest[15], rest[14], ...rest.slice(16)].join("\n");
      assert.ok(["damaged-key", "openssh-key"].includes((await refusal(importPrivateKey(swapped))).code));
    });

    const others: [string, string, RegExp][] = [
      ["Ed25519", "-t ed25519", /type Ed25519 \(ssh-ed25519\); an RSA key is needed/],
      ["ECDSA", "-t ecdsa -b 384", /type EC \(ecdsa-sha2-nistp384\); an RSA key is needed/],
    ];
    for (const [name, type, sentence] of others) {
      it(`of ${name} is named with its type, with and without a passphrase, and its public half too`, async () => {
        for (const passphrase of ["", "correct horse"]) {
          sshKey("other", type, passphrase);
          for (const text of [
            read("other"),
            read("other.pub"),
            Buffer.from(read("other")).toString("base64"),
            `KEY="${read("other.pub").trim()}"`,
          ]) {
            for (const error of [await refusal(importPrivateKey(text)), await refusal(importPublicKey(text))]) {
              assert.equal(error.code, "jwk-type");
              assert.match(error.message, sentence);
            }
          }
        }
      });
    }
  });

  describe("a public key of SSH", () => {
    it("is read after the named command, wherever it stood", async () => {
      sshKey("key", "-t rsa -b 2048");
      const line = read("key.pub");
      for (const text of [line, `"${line.trim()}"`, `host.example ${line}`, line.split(" ")[1] ?? "", `KEY=${line}`]) {
        for (const error of [await refusal(importPublicKey(text)), await refusal(importPrivateKey(text))]) {
          assert.equal(error.code, "openssh-key");
          assert.match(error.message, /ssh-rsa/);
          const printed = run(commandIn(error.message, "ssh-keygen"));
          assert.equal((await importPublicKey(printed)).publicKey, run("ssh-keygen -e -m PKCS8 -f key"));
        }
      }
      assert.match((await refusal(importPrivateKey(line))).message, /public key .* where a private one belongs/);
    });

    it("in the form of RFC 4716 is read after the two named commands", async () => {
      sshKey("key", "-t rsa -b 2048");
      writeFileSync(at("key.pub"), run("ssh-keygen -e -m RFC4716 -f key"));
      const error = await refusal(importPublicKey(read("key.pub")));
      assert.match(error.message, /SSH2's format/);
      const [first = "", second = ""] = [/ssh-keygen -i \S+ \S+/, /ssh-keygen -e .*/].map(
        (command) => command.exec(error.message)?.[0],
      );
      writeFileSync(at("openssh.pub"), run(first));
      assert.equal((await importPublicKey(run(second))).publicKey, run("ssh-keygen -e -m PKCS8 -f key"));
    });
  });

  describe("with OpenSSL's command of the message", () => {
    const fresh = () => run("openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem");

    it("an encrypted PEM key is read, in PKCS#8 and in PKCS#1, escaped or not", async () => {
      fresh();
      for (const form of [[], ["-traditional"]]) {
        run("openssl pkey -in key.pem -aes256 -passout pass:secret -out locked.pem", ...form);
        for (const text of [read("locked.pem"), read("locked.pem").replace(/\n/g, "\\\\n"), glue(read("locked.pem"))]) {
          const error = await refusal(importPrivateKey(text));
          assert.equal(error.code, "pem-encrypted");
          run(commandIn(error.message, "openssl").replace("-in key.pem", "-in locked.pem"), "-passin", "pass:secret");
          assert.equal((await importPrivateKey(read("plain.pem"))).info.publicKey, publicOf("key.pem"));
        }
      }
    });

    it("the key of a certificate and of a certificate request is read; the two are told apart", async () => {
      fresh();
      run("openssl req -new -key key.pem -subj /CN=test -out request.pem");
      run("openssl req -x509 -new -key key.pem -subj /CN=test -out certificate.pem");
      for (const [file, code, name] of [
        ["certificate.pem", "certificate-given", /This is a certificate where a public key belongs/],
        [
          "request.pem",
          "certificate-request-given",
          /This is a certificate signing request where a public key belongs/,
        ],
      ] as const) {
        for (const text of [
          read(file),
          read(file).replace(/-----.*-----/g, ""),
          Buffer.from(read(file)).toString("base64"),
        ]) {
          const error = await refusal(importPublicKey(text));
          assert.equal(error.code, code);
          assert.match(error.message, name);
          assert.equal(
            (await importPublicKey(run(commandIn(error.message, "openssl")))).publicKey,
            publicOf("key.pem"),
          );
          assert.equal((await refusal(importPrivateKey(text))).code, code);
        }
      }
    });

    it("the key of a PKCS#12 file is read", async () => {
      fresh();
      run("openssl req -x509 -new -key key.pem -subj /CN=test -out certificate.pem");
      run("openssl pkcs12 -export -inkey key.pem -in certificate.pem -passout pass:secret -out file.p12");
      const error = await refusal(importPrivateKey(readFileSync(at("file.p12")).toString("base64")));
      assert.match(error.message, /PKCS#12/);
      const printed = run(commandIn(error.message, "openssl"), "-passin", "pass:secret");
      assert.match(printed, /Bag Attributes/);
      assert.equal((await importPrivateKey(printed)).info.publicKey, publicOf("key.pem"));
    });

    it("a revocation list and PKCS#7 are named", async () => {
      fresh();
      run("openssl req -x509 -new -key key.pem -subj /CN=test -out certificate.pem");
      writeFileSync(at("index.txt"), "");
      writeFileSync(
        at("ca.conf"),
        "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=1\n",
      );
      run("openssl ca -gencrl -config ca.conf -keyfile key.pem -cert certificate.pem -out list.pem");
      run("openssl crl2pkcs7 -nocrl -certfile certificate.pem -out chain.pem");
      for (const [file, name] of [
        ["list.pem", /certificate revocation list/],
        ["chain.pem", /PKCS#7/],
      ] as const) {
        for (const text of [read(file), read(file).replace(/-----.*-----/g, "")])
          assert.match((await refusal(importPublicKey(text))).message, name);
      }
    });
  });
});

describe("a key of a kind that isn't RSA", function () {
  this.timeout(KEY_GENERATION_TIMEOUT);

  const pairs = {
    EC: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
    Ed25519: () => generateKeyPairSync("ed25519"),
    X25519: () => generateKeyPairSync("x25519"),
    "RSA-PSS": () => generateKeyPairSync("rsa-pss", { modulusLength: 2048 }),
    DSA: () => generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }),
  };
  for (const [name, generate] of Object.entries(pairs)) {
    it(`is named as ${name}, in PEM, DER, base64 of PEM and escaped`, async () => {
      const { privateKey, publicKey } = generate();
      const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
      for (const text of [
        pem,
        pem.replace(/\n/g, "\\\\n"),
        pem.replace(/-----.*-----/g, ""),
        Buffer.from(pem).toString("base64"),
      ]) {
        assert.match((await refusal(importPrivateKey(text))).message, new RegExp(`type ${name}; an RSA key is needed`));
      }
      for (const text of [publicPem, publicPem.replace(/-----.*-----/g, "")]) {
        assert.match((await refusal(importPublicKey(text))).message, new RegExp(`type ${name}; an RSA key is needed`));
      }
    });
  }

  it("is named as DSA in its old form", async () => {
    const integer = () => Buffer.concat([Buffer.from("021100", "hex"), randomBytes(16)]);
    const content = Buffer.concat([Buffer.from("020100", "hex"), ...Array.from({ length: 5 }, integer)]);
    const pem = derToPem(Buffer.concat([Buffer.from([0x30, content.length]), content]), "DSA PRIVATE KEY");
    assert.match((await refusal(importPrivateKey(pem))).message, /type DSA/);
  });

  it("is none where it is Diffie-Hellman parameters, whose two numbers look like a public RSA key", async () => {
    const prime = Buffer.from(generatePrimeSync(2048));
    const content = Buffer.concat([Buffer.from("0282010100", "hex"), prime, Buffer.from("020105", "hex")]);
    const header = Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]);
    const pem = derToPem(Buffer.concat([header, content]), "DH PARAMETERS");
    assert.match((await refusal(importPublicKey(pem))).message, /Diffie-Hellman parameter data/);
  });

  const files: [string, string, RegExp][] = [
    [
      "a PuTTY key of RSA",
      "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAA\n",
      /PuTTYgen/,
    ],
    [
      "a PuTTY key of Ed25519",
      "PuTTY-User-Key-File-2: ssh-ed25519\r\nEncryption: aes256-cbc\r\n",
      /type Ed25519 \(ssh-ed25519\)/,
    ],
    [
      "an OpenPGP block",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: x\n\nmQ==\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----",
      /OpenPGP/,
    ],
    [
      "a Java key store",
      Buffer.concat([Buffer.from("feedfeed00000002", "hex"), Buffer.alloc(90)]).toString("base64"),
      /Java key store/,
    ],
    [
      "PKCS#12 of indefinite length",
      Buffer.concat([Buffer.from("30800201033080", "hex"), Buffer.alloc(90)]).toString("base64"),
      /PKCS#12/,
    ],
  ];
  for (const [name, text, sentence] of files) {
    it(`is named: ${name}`, async () => {
      assert.match((await refusal(importPrivateKey(text))).message, sentence);
    });
  }
});

describe("a message about a key", function () {
  this.timeout(KEY_GENERATION_TIMEOUT);

  it("has nothing of the key in it, whatever is wrong with the text", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const jwk = JSON.stringify(privateKey.export({ format: "jwk" }));
    const body = pem.replace(/-----.*-----|\n/g, "");
    const texts = [
      pem.slice(0, 900),
      pem.slice(40),
      `-----BEGIN PRIVATE KEY ${body}-----`,
      `-----BEGIN ${body.toUpperCase()}-----\nMII=\n-----END X-----`,
      `-----BEGIN PRIVATE KEY-----${body}`,
      `ssh-${body} AAAA${body}`,
      `PuTTY-User-Key-File-3: ${body}`,
      jwk.replace(/"n":"/, '"n":"!'),
      jwk.replace(/"kty":"RSA"/, `"kty":"${body.slice(0, 40)}"`),
      jwk.slice(0, -9),
      JSON.stringify({ key: `${pem.slice(0, 500)}\n-----END PRIVATE KEY-----` }),
      Buffer.from(pem.slice(0, 900)).toString("base64"),
      `<RSAKeyValue><${body.slice(0, 12)}>${body}</${body.slice(0, 12)}>`,
    ];
    const pieces = new Set([
      ...pieces12(body),
      ...pieces12(body.toUpperCase()),
      ...pieces12(jwk.replace(/[^\w-]/g, "")),
    ]);
    for (const text of texts) {
      for (const error of [await refusal(importPrivateKey(text)), await refusal(importPublicKey(text))]) {
        const seen = `${error.message} ${JSON.stringify(error.details)} ${error.stack ?? ""}`.replace(/\s/g, "");
        assert.deepEqual(
          pieces12(seen).filter((piece) => pieces.has(piece)),
          [],
          `${createHash("sha1").update(text).digest("hex")}`,
        );
      }
    }
  });
});

function pieces12(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 11) }, (_, at) => text.slice(at, at + 12));
}

function glue(pem: string): string {
  return pem
    .trimEnd()
    .split("\n")
    .map((line) => `"${line}\\n"`)
    .join(" +\n");
}

async function refusal(reading: Promise<unknown>): Promise<UserError> {
  const error = await reading.then(
    () => assert.fail("it was read"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}
