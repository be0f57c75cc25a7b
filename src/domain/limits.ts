/**
 * How much of a text is looked at, with the reason of each bound. Lengths are in UTF-16 units unless they say
 * bytes. All work on a text grows with its length alone, and goes on in steps (steps.ts) with turns for the host in
 * between; these bounds keep its sum, and the memory for what was found, in proportion.
 */
export const LIMITS = {
  // At each change of a document.
  /** One that is looked at. Extensions get none above 50 MB, and what is found (tokens, secrets, requests, errors) takes several times the text. */
  document: 20_000_000,
  /** One that is looked through for encrypted payloads: taking what may be one apart takes many times as long as finding the rest. */
  payloads: 1_000_000,
  /** Requests of one file: each takes about a kilobyte and, with an app, a verdict of the rule book. With more, nothing is looked for. */
  blocks: 100_000,
  /** Headers, variables and comments of one file, and of one request, each an object in memory. With more, nothing is looked for, since a later one may change what an earlier one says. */
  parts: 300_000,
  partsOfBlock: 50_000,
  /** Pieces of one kind (tokens, possible secrets, comments, beginnings of keys) that are kept of one text. */
  pieces: 20_000,
  /** Places of one mark, such as `"d"`, of which each may begin such a piece. */
  marks: 200_000,
  /** A change whose lines and requests are longer is looked at in steps with the whole document, and not at once. */
  change: 100_000,
  /** Tokens of one document that are judged, and that get lenses: nobody reads as many. */
  tokens: 5_000,
  /** Findings of one document. VS Code shows 1,000 of a file. */
  findings: 5_000,

  // By command, or in the background.
  /** The part of a document, or of the clipboard, in which an error is looked for by command. */
  explainedText: 5_000_000,
  /** The beginning of a document that is looked through for environment variables. */
  environmentVariables: 1_000_000,
  /** In bytes: a closed request file that is looked into when an app gets another name. */
  renamedFile: 5_000_000,
  /** Files that are looked through for what an old client secret has left; in bytes, one of them, and all. */
  oldFiles: 2_000,
  oldFile: 5_000_000,
  oldBytes: 200_000_000,
  /** Tokens in them whose signature is looked at: a millisecond each, with a key pair. */
  oldSignatures: 20_000,
  /** Tokens that are renewed at once. */
  renewedTokens: 1_000,
  /** A text in which a command looks for envelopes: 64 MB of bytes are 134 million characters of hex. In bytes for a file. */
  capture: 150_000_000,

  // Tokens and keys.
  /** No server takes a token of a hundredth of that. */
  token: 2_000_000,
  /** On either side of the pointer, in its line. */
  tokenReach: 2_000_000,
  /** The part of a selection, or of the clipboard, in which a command looks for tokens. */
  pasted: 5_000_000,
  /** A token's header in base64url; the platform's have less than a hundred. */
  tokenHeader: 20_000,
  /** Longer values are no secret. */
  secret: 400,
  /** A pasted key: a PEM file with an 8192-bit key and its certificates is under 40,000. */
  keyText: 100_000,
  /** A private key as PEM: one of 8192 bits takes less. */
  privateKey: 20_000,
  /** Whole private keys of one text. */
  privateKeys: 20,
  /** Private exponents of one text. */
  exponents: 1_000,

  // Requests.
  /** Names in file variables that stand in each other are followed so deep; what is left stays as it is written. */
  variableDepth: 8,
  /** A text whose variables are filled in, and one with them: no URL or token is as long. */
  filled: 20_000,
  /** What variables may add to one request: a file of a kilobyte could make megabytes of each of its headers. */
  filledRequest: 200_000,
  /** The same for a body that is about to be encrypted. */
  filledBody: 10_000_000,
  /** Headers of a request that count; servers take about a hundred. */
  headers: 500,
  /** A body that is looked at, which only the JWT grant's is. */
  body: 100_000,
  /** A script in a body. */
  script: 200_000,
  /** Around a URL, where its method and headers stand. */
  requestReach: 2_000,
  /** A comment that switches findings off. */
  ignoreComment: 500,

  /** A request file that is read for where its requests go, and one address in it: of longer ones nothing is certain, and a person is asked. */
  destinations: 1_000_000,
  address: 20_000,

  /** An encrypted body: what an extension can hand to an editor. A shape from a file could make more of less. */
  writtenBody: 50_000_000,
  /** A part of a body whose writing is told: of longer ones the beginning and the end say as much. */
  comparedPart: 1_000_000,

  // Imports.
  /** 50 bots, the most that one response lists, take about 100,000. */
  imported: 20_000_000,
  /** Values of its JSON, which is parsed in one go: 5,000 apps with a hundred scopes each have fewer. */
  importedValues: 2_000_000,
  /** In bytes: what a workspace describes is looked at without being asked for. 500 apps with ten scopes each take less. */
  teamFile: 1_000_000,
  teamApps: 500,
  /** Values of one entry: an app has at most a thousand scopes, and as many tables. */
  entryValues: 20_000,
  /** Names of a dotenv file, a script or Postman's variables that have a value: each is kept until all are known. */
  ownValues: 200_000,

  // JSON and envelopes.
  /** Deeper JSON is not followed, read or laid out: whatever does would have to follow it down. */
  jsonDepth: 200,
  /** In bytes: longer JSON is shown as it came. */
  formatted: 5_000_000,
  /** In bytes, also after decompression: what an editor or a file can reasonably hold. */
  plaintext: 150_000_000,
  /** In bytes: more text is not looked into for base64, nor converted. */
  converted: 50_000_000,
  /** What an extension can hand to an editor: indentation can make much out of little. */
  formattedResult: 50_000_000,
  /** Envelopes of one text. */
  envelopes: 10_000,
  /** Values of an envelope; it has four parts. A quarter of it of each region around. */
  envelopeValues: 200,
  /** Envelopes of one text that are opened; and how many may fail before the first that opens. */
  decrypted: 500,
  decryptedInVain: 20,
  /** Texts inside texts (JSON in a JSON string, JSON in base64) are followed this far. */
  embedded: 8,
  /** Base64 that is looked into for JSON. */
  embeddedBase64: 30_000_000,

  // Errors of the platform.
  /** Errors of one text. */
  errors: 1_000,
  /** A message of one. */
  errorMessage: 500,
  /** Between a status and what answers with it: the headers of an answer. */
  statusReach: 4_000,
  /** Before an answer, in which its request is looked for; a fifth of it behind. */
  requestBefore: 100_000,
} as const;
