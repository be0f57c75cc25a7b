import * as v from "valibot";
import * as vscode from "vscode";
import { APP_FIELDS } from "../../domain/apps/form/formStart";
import { type JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { CONFIGURATION_USES } from "../../domain/requests/write/configuration";
import type { DecryptReport } from "../../domain/payloads/open/decryptResult";
import type { TargetData } from "../../domain/requests/write/targetData";
import type { Sought } from "../../domain/scopes/seekEndpoints";
import type { CauseState } from "../../domain/tokens/verify/likelyCauses";
import type { EncryptionSource, EndpointRow } from "../../domain/scopes/endpointRow";
import type { CheckData } from "../../domain/tokens/verify/checkData";
import { Commands, type CommandId } from "../workbench/contributions";
import type { Caller, Pointer } from "./caller";
import type { CalledRow, Row } from "./row";

/** What runs each command. */
export type CommandHandlers = {
  readonly [Id in CommandId]: (argument: ArgumentOf<Id>, caller: Caller) => ResultOf<Id> | Promise<ResultOf<Id>>;
};

/** A command's argument as its handler gets it: plain data that was checked, and the row where it was called on one. */
export type ArgumentOf<Id extends CommandId> = Checked<Id> & { readonly row?: CalledRow | undefined };
type Checked<Id extends CommandId> = v.InferOutput<(typeof ARGUMENTS)[Id]>;

/** What a command can be called with. */
export type CallOf<Id extends CommandId> = (v.InferInput<(typeof ARGUMENTS)[Id]> & Partial<Pointer>) | Row;

export type ResultOf<Id extends CommandId> = Id extends keyof Results ? Results[Id] : void;

/** What is returned for a token that was put somewhere. `expiresAt` in seconds since the epoch; `app`: its name. */
export interface UsedToken {
  readonly expiresAt: number;
  readonly app: string;
}

/** What was changed in a request file. */
export interface ConvertedRequests {
  readonly uri: string;
  /** How many requests. */
  readonly count: number;
  /** Of UTF-16 offsets in the text before. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** One cause of an error, in sentences of the user's language. */
export interface ReturnedCause {
  readonly code: string;
  readonly state: CauseState;
  readonly message: string;
  readonly details: readonly string[];
  readonly fix?: string;
}

/** What the catalogue says of an endpoint, and nothing of apps. */
export interface ReturnedEndpoint extends TargetData {
  /** How: `call` is what the text says, `words` in its words; the others are guesses at what it means. */
  readonly foundBy: Sought["by"] | "id" | "person";
}

/** Where the decrypted text opened, and what was found. A binary payload opens nowhere. */
export interface Decrypted {
  readonly uri: string | undefined;
  readonly report: DecryptReport;
}

/** An endpoint that supports payload encryption for an app, as far as its call is known. */
export interface EncryptingEndpoint extends Pick<EndpointRow, "id" | "api" | "method"> {
  readonly path?: string;
  readonly source: EncryptionSource;
}

/** What commands return; a prompt that a person closes makes it undefined. */
interface Results {
  readonly [Commands.createSample]: JwtApp;
  readonly [Commands.importApps]: readonly JwtApp[];
  readonly [Commands.exportApps]: string;
  readonly [Commands.addWorkspaceApps]: readonly JwtApp[];
  readonly [Commands.assignScopes]: JwtApp;
  readonly [Commands.publishScopes]: JwtApp;
  readonly [Commands.assignTables]: JwtApp;
  readonly [Commands.findEndpoint]: readonly ReturnedEndpoint[];
  readonly [Commands.mintToken]: UsedToken & { readonly token: string };
  readonly [Commands.mintTokenWithOptions]: UsedToken;
  readonly [Commands.copyToken]: UsedToken;
  readonly [Commands.copyAuthHeader]: UsedToken;
  readonly [Commands.copyAsCurl]: UsedToken;
  readonly [Commands.insertToken]: UsedToken;
  readonly [Commands.inspectToken]: readonly CheckData[];
  readonly [Commands.refreshToken]: UsedToken;
  readonly [Commands.copyClaims]: object;
  readonly [Commands.explainError]: readonly ReturnedCause[];
  readonly [Commands.newRequestFile]: string;
  readonly [Commands.insertRequest]: string;
  readonly [Commands.copyConfiguration]: string;
  readonly [Commands.useGateway]: ConvertedRequests;
  readonly [Commands.useToken]: ConvertedRequests;
  readonly [Commands.switchApp]: JwtApp;
  readonly [Commands.listEncryptingEndpoints]: readonly EncryptingEndpoint[];
  readonly [Commands.decryptSelection]: Decrypted;
  readonly [Commands.decryptClipboard]: Decrypted;
  readonly [Commands.decryptFile]: Decrypted;
  readonly [Commands.decryptResponse]: Decrypted;
  readonly [Commands.encryptSelection]: string;
  readonly [Commands.startLocalPlatform]: { readonly url: string };
  readonly [Commands.copyForLocalPlatform]: JwtApp;
  readonly [Commands.startGateway]: { readonly url: string };
  /** Not to a person, who has it on the clipboard. */
  readonly [Commands.copyGatewayAddress]: string | undefined;
}

const text = v.optional(v.string());
/** An app by its internal id, client ID or name. */
const app = text;
const strings = v.array(v.string());

/** Whatever is passed counts for nothing, unless it is a row. */
const Nothing = v.pipe(
  v.custom<Record<string, never>>(() => true),
  v.transform(() => ({})),
);
const App = v.object({ app });
const Token = v.object({
  app,
  profile: v.optional(v.picklist(["publicApi", "sdk"])),
  lifetimeSeconds: v.optional(v.number()),
  subject: text,
  audience: text,
  claims: v.optional(v.record(v.string(), v.unknown())),
  isAnonymous: v.optional(v.boolean()),
  identityToMerge: text,
});
/** A URI, or a path of this machine. */
const File = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const file = dataset.value;
    try {
      return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);
    } catch {
      addIssue();
      return NEVER;
    }
  }),
);
/** One of what is known; of another the error says what is. */
const oneOf = <const Known extends readonly string[]>(known: Known) =>
  v.optional(v.pipe(v.string(), v.picklist(known, known.join(", "))));
const Request = v.object({ app, endpoint: text, use: oneOf(["gateway", "line", "script", "environment"]) });

/** `uri`: of a request file, in place of the active editor's. `line`: of the one request that is meant, from 0. */
const Conversion = v.object({ app, uri: text, line: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))) });

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Position = v.object({ line: count, character: count });

/** The place of a token in a document, as one thing. */
const Place = v.pipe(
  v.object({
    uri: v.optional(
      v.pipe(
        v.custom<vscode.Uri | string>((uri) => typeof uri === "string" || uri instanceof vscode.Uri),
        v.transform(String),
      ),
    ),
    /** A `vscode.Range` as it is, or as JSON. */
    range: v.optional(
      v.union([
        v.object({ start: Position, end: Position }),
        v.pipe(
          v.tuple([Position, Position]),
          v.transform(([start, end]) => ({ start, end })),
        ),
      ]),
    ),
    /** The end of the token that is meant, so that another one in its place is noticed. */
    tail: text,
  }),
  v.forward(
    v.check(({ uri, range }) => (uri === undefined) === (range === undefined)),
    ["range"],
  ),
  v.transform(({ uri, range, tail }) => ({ place: uri !== undefined && range ? { uri, range, tail } : undefined })),
);
const TokenToRead = v.intersect([Place, v.object({ token: text })]);

const EndpointToFind = v.pipe(
  v.object({ text, endpointId: text }),
  v.transform((named) => ({ ...named, isOfMenu: false })),
);
/** The menu of an editor passes the URI of its document. */
const MenuOfEditor = v.pipe(
  v.custom<vscode.Uri>((given) => given instanceof vscode.Uri),
  v.transform(() => ({ text: undefined, endpointId: undefined, isOfMenu: true })),
);

/** What each command takes; what else is passed is left out. */
const ARGUMENTS = {
  [Commands.createApp]: Nothing,
  [Commands.editApp]: v.object({ app, field: v.optional(v.picklist(APP_FIELDS)) }),
  [Commands.createSample]: Nothing,
  [Commands.importApps]: v.object({ text }),
  [Commands.exportApps]: v.object({ apps: v.optional(strings) }),
  [Commands.shareApps]: v.object({ apps: v.optional(v.pipe(strings, v.minLength(1))) }),
  [Commands.addWorkspaceApps]: Nothing,
  [Commands.renameApp]: App,
  [Commands.deleteApp]: v.object({ app, apps: v.optional(v.pipe(strings, v.minLength(1))) }),
  [Commands.replaceSecret]: App,
  [Commands.rotateSecret]: App,
  [Commands.forgetPreviousSecret]: App,
  [Commands.forgetEverything]: Nothing,
  [Commands.enterSecret]: App,
  [Commands.enterSigningKey]: App,
  [Commands.enterPlatformKey]: App,
  [Commands.enterPayloadKey]: App,
  [Commands.confirmAlgorithm]: App,
  [Commands.openRow]: Nothing,
  [Commands.copyClientId]: App,
  [Commands.copyClientSecret]: App,
  [Commands.copyPublicKey]: Nothing,
  [Commands.openAppFile]: Nothing,

  [Commands.assignScopes]: v.object({ app, scopes: v.optional(strings) }),
  [Commands.removeScope]: Nothing,
  [Commands.publishScopes]: App,
  [Commands.assignTables]: v.object({ app, tables: v.optional(v.array(TablePermission)) }),
  /** `text`: words, a path, a URL, a request line or a curl command. */
  [Commands.findEndpoint]: v.lazy((given) => (given instanceof vscode.Uri ? MenuOfEditor : EndpointToFind)),

  [Commands.mintToken]: Token,
  [Commands.mintTokenWithOptions]: App,
  [Commands.copyToken]: Token,
  [Commands.copyAuthHeader]: Token,
  [Commands.copyAsCurl]: v.object({ ...Token.entries, endpoint: text }),
  [Commands.insertToken]: Token,
  [Commands.inspectToken]: TokenToRead,
  [Commands.refreshToken]: v.intersect([
    Place,
    v.object({
      send: v.optional(v.boolean()),
      /** The request in the range has no token yet. */
      insert: v.optional(v.boolean()),
      /** A line of the request to send, where the token stands elsewhere. */
      sendLine: v.optional(count),
    }),
  ]),
  [Commands.copyClaims]: TokenToRead,
  /** `uri` and `offset`: where the answer stands in a document that is open. */
  [Commands.explainError]: v.object({ text, uri: text, offset: v.optional(v.number()) }),

  [Commands.newRequestFile]: Request,
  [Commands.insertRequest]: Request,
  [Commands.copyConfiguration]: v.object({ app, use: oneOf(CONFIGURATION_USES) }),
  [Commands.listEncryptingEndpoints]: App,
  [Commands.useGateway]: Conversion,
  [Commands.useToken]: v.object({ ...Conversion.entries, use: oneOf(["line", "script", "environment"]) }),
  /** `uri`: of a request file, in place of the active editor's. */
  [Commands.switchApp]: v.object({ app, uri: text }),
  [Commands.setUpGatewayVariable]: Nothing,
  [Commands.forgetTokens]: Nothing,

  /** `uri`: of a text document, in place of the active one's selection. `range`: UTF-16 offsets in it, else all of it. */
  [Commands.decryptSelection]: v.object({ app, uri: text, range: v.optional(v.tuple([v.number(), v.number()])) }),
  [Commands.decryptClipboard]: App,
  [Commands.decryptFile]: v.object({ app, file: v.optional(File) }),
  /** The title of an editor passes what it is of, as anybody can. */
  [Commands.decryptResponse]: Nothing,
  [Commands.closeDecrypted]: Nothing,
  [Commands.encryptSelection]: App,
  [Commands.keepEnvelopeShape]: v.object({ uri: text }),
  [Commands.forgetEnvelopeProfile]: App,

  [Commands.startLocalPlatform]: v.object({ port: v.optional(v.number()) }),
  [Commands.stopLocalPlatform]: Nothing,
  [Commands.showLocalPlatformLog]: Nothing,
  [Commands.copyForLocalPlatform]: App,

  [Commands.startGateway]: v.object({
    port: v.optional(v.number()),
    apps: v.optional(v.pipe(strings, v.minLength(1))),
  }),
  [Commands.stopGateway]: Nothing,
  [Commands.copyGatewayAddress]: App,
  [Commands.renewGatewayKey]: Nothing,
  [Commands.showGatewayLog]: Nothing,
  [Commands.showGatewayActions]: Nothing,
  /** `entry`: the number of the answer in the gateway's output. */
  [Commands.explainGatewayError]: v.object({ entry: v.optional(count) }),

  [Commands.groupByNone]: Nothing,
  [Commands.groupByHost]: Nothing,
  [Commands.groupByBot]: Nothing,
  [Commands.sortByName]: Nothing,
  [Commands.sortByCreation]: Nothing,
  [Commands.refresh]: Nothing,
  [Commands.showLog]: Nothing,
} satisfies Record<CommandId, v.GenericSchema<object, object>>;

/**
 * What a command was given, as its handler gets it: copied, with each property read once.
 * @throws UserError `bad-argument`, which names what is wrong
 */
export function checkedArgument<Id extends CommandId>(id: Id, given: unknown): Checked<Id> {
  const schema: v.GenericSchema<object, object> = ARGUMENTS[id];
  // A list has no names, and each of them would be left out.
  if (Array.isArray(given) && schema !== Nothing) throw noObject(given);
  const parsed = v.safeParse(ARGUMENTS[id], given ?? {});
  if (parsed.success) return parsed.output;
  throw badArgument(parsed.issues[0]);
}

function noObject(given: unknown): UserError {
  return new UserError("bad-argument", "The argument must be an object with names, and is of the type “{0}”.", {
    args: [Array.isArray(given) ? "array" : typeof given],
  });
}

function badArgument(issue: v.BaseIssue<unknown>): UserError {
  const path = v.getDotPath(issue) ?? "";
  if (path === "") return noObject(issue.input);
  if (issue.type === "picklist" && path === "use")
    return new UserError("unknown-use", "There is no use “{0}”; known are {1}.", {
      args: [String(issue.input).slice(0, 100), issue.message],
    });
  switch (issue.path?.[0].key) {
    case "app":
      return new UserError("bad-argument", "The argument “app” must be an ID, a client ID or a name.");
    case "apps":
      return new UserError("bad-argument", "The argument “apps” must be a list of IDs, client IDs or names.");
    case "scopes":
      return new UserError("bad-argument", "The argument “scopes” must be a list of scope IDs.");
    case "tables":
      return new UserError(
        "bad-argument",
        "The argument “tables” must be a list of tables and views with their permissions.",
      );
    default:
      return new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: [path] });
  }
}
