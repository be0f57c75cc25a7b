import { sampleApp } from "./sampleApp";

/** A client secret in the platform's format: base64 of 32 bytes. */
export const GOOD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const UUID = "1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f";
export const { clientId: CLIENT_ID } = sampleApp();

/** What a person may paste in the place of a client secret, and what each door has to make of it. */
export interface BadSecret {
  readonly name: string;
  readonly text: string;
  /** Why it is refused, or the doubts with which it is taken as it is. */
  readonly verdict: string | readonly string[];
}

export const BAD_SECRETS: readonly BadSecret[] = [
  { name: "nothing", text: "", verdict: "empty" },
  { name: "white space alone", text: " \t", verdict: "empty" },
  { name: "quotes around nothing", text: '""', verdict: "empty" },
  { name: "asterisks", text: "********", verdict: "masked" },
  { name: "asterisks as long as a secret", text: "*".repeat(44), verdict: "masked" },
  { name: "bullets", text: "••••••••", verdict: "masked" },
  { name: "quoted bullets", text: '"●●●●●●"', verdict: "masked" },
  { name: "a start with bullets behind it", text: `${GOOD.slice(0, 6)}••••••`, verdict: "masked" },
  { name: "a mask of x at the end", text: `${GOOD.slice(0, 38)}xxxxxx`, verdict: "masked" },
  { name: "an ellipsis", text: `${GOOD.slice(0, 20)}…`, verdict: "masked" },
  { name: "the word redacted", text: "[REDACTED]", verdict: "masked" },
  ...masked(
    "█████",
    "■■■■■■■■",
    "＊＊＊＊",
    "—————",
    "????????",
    "########abcd",
    "0000000000",
    "aaaa",
    "XXXX-XXXX-XXXX",
    "0000-0000-0000",
    "🔒🔒🔒",
    "AAEC????",
    "~~~~",
    "-",
  ),
  ...masked(
    "*hidden*",
    "(not shown)",
    "<redacted>",
    "Click to reveal",
    "hidden for security reasons",
    "xxxxxxxxabcd",
    "AAECxxxxxxxxHh8=",
    `${GOOD.slice(0, 20)}-----`,
  ),
  ...placeholders(
    "your-client-secret",
    "YOUR_CLIENT_SECRET",
    "yourClientSecretHere",
    "<your-client-secret>",
    "your-256-bit-secret",
    "orders-client-secret-2",
    "Client Secret:",
  ),
  ...placeholders(
    "<<secret>>",
    "{clientSecret}",
    "[client secret]",
    "((secret))",
    "${{ secrets.X }}",
    "$(pass show kore)",
    "#{secret}#",
    "<%= secret %>",
    "__KORE_CS__",
    "%%CS%%",
    "$env:KORE_CS",
  ),
  ...placeholders(
    "process.env.CLIENT_SECRET",
    'os.environ["KORE_CS"]',
    "secrets.KORE",
    "op://vault/kore/cs",
    'System.getenv("CS")',
  ),
  ...placeholders(
    "NULL",
    "NONE",
    "Undefined",
    "n/a",
    "[object Object]",
    "changeme",
    "CHANGE_ME!",
    "TODO",
    "test",
    "Test123",
    "insert key here",
    "replaceMe",
    "password",
  ),
  { name: "letters that look like others", text: GOOD.replaceAll("A", "А"), verdict: "other-script" },
  {
    name: "what a word processor makes of two hyphens",
    text: `${GOOD.slice(0, 20)}–${GOOD.slice(20, 42)}`,
    verdict: "other-script",
  },
  { name: "words of another script", text: "クライアントシークレット", verdict: "other-script" },
  { name: "a documentation's placeholder", text: "<client secret>", verdict: "placeholder" },
  { name: "a template's variable", text: "{{clientSecret}}", verdict: "placeholder" },
  { name: "a shell's variable", text: "${CLIENT_SECRET}", verdict: "placeholder" },
  { name: "another shell's variable", text: "$CLIENT_SECRET", verdict: "placeholder" },
  { name: "a variable of Windows", text: "%CLIENT_SECRET%", verdict: "placeholder" },
  { name: "what a script prints for nothing", text: "undefined", verdict: "placeholder" },
  { name: "a line break inside", text: `${GOOD.slice(0, 20)}\n${GOOD.slice(20)}`, verdict: "invisible" },
  { name: "a control character inside", text: `${GOOD.slice(0, 20)}\u0007${GOOD.slice(20)}`, verdict: "invisible" },
  { name: "a zero-width space at the end", text: `${GOOD}\u200b`, verdict: "invisible" },
  { name: "a mark that turns the direction of text", text: `\u202e${GOOD}`, verdict: "invisible" },
  { name: "a whole page", text: "s".repeat(1_001), verdict: "too-long" },
  { name: "a space at the end", text: `${GOOD} `, verdict: ["white-space-around"] },
  { name: "a space at the start", text: ` ${GOOD}`, verdict: ["white-space-around"] },
  { name: "a line break at the end", text: `${GOOD}\n`, verdict: ["white-space-around"] },
  { name: "a no-break space at the end", text: `${GOOD}\u00a0`, verdict: ["white-space-around"] },
  { name: "a byte order mark at the start", text: `\ufeff${GOOD}`, verdict: ["white-space-around"] },
  { name: "quotes", text: `"${GOOD}"`, verdict: ["quotes-around"] },
  { name: "a chat's quotes", text: `“${GOOD}”`, verdict: ["quotes-around"] },
  { name: "backticks and a space", text: ` \`${GOOD}\``, verdict: ["white-space-around", "quotes-around"] },
  { name: "a short one", text: "short", verdict: ["shorter-than-platform"] },
  { name: "a short one in quotes", text: "'short'", verdict: ["quotes-around", "shorter-than-platform"] },
  { name: "one that lacks its last character", text: GOOD.slice(0, 43), verdict: ["shorter-than-platform"] },
  { name: "the app's own client ID", text: CLIENT_ID, verdict: ["own-client-id"] },
  { name: "another client ID", text: `cs-${UUID}`, verdict: ["platform-id"] },
  { name: "a bot ID", text: `st-${UUID}`, verdict: ["platform-id"] },
  { name: "a UUID", text: UUID, verdict: ["platform-id"] },
  { name: "a JWT", text: "eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzIn0.c2lnbmF0dXJl", verdict: ["token"] },
  { name: "a header's JWT", text: "bearer eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzIn0.c2lnbmF0dXJl", verdict: ["token"] },
  {
    name: "a key's PEM in one line",
    text: `-----BEGIN PUBLIC KEY----- ${GOOD} -----END PUBLIC KEY-----`,
    verdict: ["key"],
  },
  { name: "a JWK", text: '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}', verdict: ["key"] },
  { name: "one pasted twice", text: GOOD + GOOD, verdict: ["other-form"] },
  { name: "its label with it", text: `Client Secret: ${GOOD}`, verdict: ["other-form"] },
  { name: "a line of a settings file", text: `CLIENT_SECRET=${GOOD}`, verdict: ["other-form"] },
  { name: "a space inside", text: `${GOOD.slice(0, 20)} ${GOOD.slice(20, 43)}`, verdict: ["other-form"] },
];

function masked(...texts: readonly string[]): BadSecret[] {
  return texts.map((text) => ({ name: `the mask ${text}`, text, verdict: "masked" }));
}

function placeholders(...texts: readonly string[]): BadSecret[] {
  return texts.map((text) => ({ name: `the placeholder ${text}`, text, verdict: "placeholder" }));
}
