import { strict as assert } from "node:assert";
import fc from "fast-check";
import { HOST_PRESETS, originOf, parseHost } from "../../../src/domain/apps/hosts";
import { UserError } from "../../../src/domain/errors";
import { runs } from "../../sample";

describe("the hosts", () => {
  it("offers the public hosts, the current ones first, and no internal one", () => {
    assert.deepEqual(
      HOST_PRESETS.map(({ host }) => host),
      [
        "platform.kore.ai",
        "de-platform.kore.ai",
        "eu-platform.kore.ai",
        "jp-platform.kore.ai",
        "bots.kore.ai",
        "de-bots.kore.ai",
        "eu-bots.kore.ai",
        "jp-bots.kore.ai",
      ],
    );
    for (const { host } of HOST_PRESETS) assert.equal(parseHost(host), host);
  });
});

describe("parseHost", () => {
  const accepted: Record<string, string> = {
    "platform.kore.ai": "platform.kore.ai",
    "  https://Platform.Kore.AI/ ": "platform.kore.ai",
    "HTTPS://platform.kore.ai": "platform.kore.ai",
    "https://platform.kore.ai:443": "platform.kore.ai",
    "platform.kore.ai:443": "platform.kore.ai",
    "kore.example.com:8443": "kore.example.com:8443",
    "kore.example.com:080": "kore.example.com:80",
    "localhost:3000": "localhost:3000",
    "http://localhost:80": "localhost",
    "https://localhost:443": "localhost:443",
    "http://127.0.0.1:41234/": "127.0.0.1:41234",
    "10.0.0.7": "10.0.0.7",
    "intranet-host": "intranet-host",
    "xn--mller-kva.example": "xn--mller-kva.example",
  };
  for (const [text, host] of Object.entries(accepted)) {
    it(`reads “${text}”`, () => assert.equal(parseHost(text), host));
  }

  const refused: Record<string, string> = {
    "": "host-empty",
    "   ": "host-empty",
    "ftp://platform.kore.ai": "host-scheme",
    "javascript://platform.kore.ai": "host-scheme",
    "https://user:secret@platform.kore.ai": "host-user-info",
    "platform.kore.ai@evil.example": "host-user-info",
    "platform kore.ai": "host-white-space",
    "platform.kore.ai\n.evil.example": "host-white-space",
    "https://platform.kore.ai/botbuilder": "host-with-path",
    "platform.kore.ai//": "host-with-path",
    "platform.kore.ai?a=b": "host-with-path",
    "platform.kore.ai#x": "host-with-path",
    "platform.kore.ai\\evil": "host-with-path",
    "/api/public": "host-malformed",
    "https://": "host-malformed",
    "platform..ai": "host-malformed",
    "platform.kore.ai.": "host-malformed",
    "-platform.kore.ai": "host-malformed",
    "platform_kore.ai": "host-malformed",
    "müller.example": "host-malformed",
    "2130706433": "host-malformed",
    "0x7f000001": "host-malformed",
    "127.1": "host-malformed",
    "256.1.1.1": "host-malformed",
    "010.0.0.1": "host-malformed",
    "1.2.3.4.5": "host-malformed",
    "::1": "host-malformed",
    "{host}": "host-malformed",
    "platform.kore.ai:": "host-port",
    "platform.kore.ai:0": "host-port",
    "platform.kore.ai:65536": "host-port",
    "platform.kore.ai:https": "host-port",
    [`${"a".repeat(64)}.example`]: "host-malformed",
    [`${"a.".repeat(126)}aa`]: "host-malformed",
    [`https://${"a".repeat(3_000)}`]: "host-too-long",
  };
  for (const [text, code] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(text.slice(0, 50))} as ${code}`, () => assert.equal(refusal(text).code, code));
  }

  it("names the host to use instead of a whole URL", () => {
    assert.equal(
      refusal("https://platform.kore.ai/botbuilder?token=abc").message,
      "This is more than a host: the path belongs to each request. Use platform.kore.ai.",
    );
  });

  it("repeats nothing of user information", () => {
    assert.ok(!refusal("https://user:secret@platform.kore.ai").message.includes("secret"));
  });

  it("returns what a URL parser takes for the same host, or throws a UserError", () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.constantFrom("https://a.example:8443/", "a.example"),
      fc.domain(),
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."a1.-:/@\\ ?#%[]") }),
    );
    fc.assert(
      fc.property(text, (typed) => {
        try {
          const host = parseHost(typed);
          assert.equal(new URL(originOf(host)).host, host);
          assert.equal(parseHost(host), host);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      runs(200, { full: 4_000 }),
    );
  });
});

describe("originOf", () => {
  it("uses http for loopback alone", () => {
    assert.equal(originOf("platform.kore.ai"), "https://platform.kore.ai");
    assert.equal(originOf("localhost:3000"), "http://localhost:3000");
    assert.equal(originOf("127.0.0.1"), "http://127.0.0.1");
    assert.equal(originOf("127.1.2.3:80"), "http://127.1.2.3:80");
    assert.equal(originOf("[::1]:3000"), "http://[::1]:3000");
    assert.equal(originOf("localhost.evil.example"), "https://localhost.evil.example");
  });
});

function refusal(text: string): UserError {
  try {
    parseHost(text);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error;
  }
  assert.fail("accepted");
}
