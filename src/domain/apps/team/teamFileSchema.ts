import type * as v from "valibot";
import { LIMITS } from "../../limits";
import { scopesForLevel } from "../../scopes/catalogue";
import { CREATED_IN } from "../../scopes/scope";
import type { JsonObject } from "../../text/json";
import { EXPORT_FORMAT, EXPORT_VERSION, ExportedApp } from "../exportApps";

/**
 * The JSON schema by which editors complete and check a workspace's file, made of what an import reads it by. It asks for
 * what an app can't be without, and leaves open what a new app begins with.
 */
export function teamFileSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "JWT apps of this workspace",
    description: "JWT apps that this workspace's people share, without their secrets. “Share Apps” writes it.",
    allowComments: true,
    allowTrailingCommas: true,
    ...objectOf({
      format: { const: EXPORT_FORMAT },
      version: { const: EXPORT_VERSION },
      apps: { type: "array", maxItems: LIMITS.teamApps, items: app() },
    }),
    required: ["format", "version", "apps"],
  };
}

function app(): JsonObject {
  const fields = Object.entries(ExportedApp.entries).map(([name, schema]) => {
    const described = { description: WORDS[name as keyof ExportedApp] };
    return [name, { ...(OWN[name] ?? jsonSchemaOf(schema)), ...described }];
  });
  const secrets = ["clientSecret", "signingPrivateKey", "payloadPrivateKey", "payloadSharedKey"].map((name) => [
    name,
    { not: {}, errorMessage: "No secret belongs into this file: each person enters their own." },
  ]);
  return {
    ...objectOf(Object.fromEntries([...fields, ...secrets]) as Record<string, JsonObject>),
    required: ["name", "clientId"],
    defaultSnippets: [{ label: "JWT app", body: { name: "$1", clientId: "cs-$2", algorithm: "HS256", host: "$3" } }],
  };
}

const SCOPES = CREATED_IN.flatMap(scopesForLevel);

/** Scopes that this version doesn't know are kept by an import, and so is a shape, which nobody writes by hand. */
const OWN: Readonly<Record<string, JsonObject>> = {
  scopes: {
    type: "array",
    maxItems: 1_000,
    items: {
      ...objectOf({
        id: {
          anyOf: [
            { enum: SCOPES.map(({ id }) => id), enumDescriptions: SCOPES.map(({ name }) => name) },
            { type: "string" },
          ],
        },
        published: { type: "boolean" },
      }),
      required: ["id", "published"],
    },
  },
  envelopeProfile: { type: "object" },
};

const WORDS: Readonly<Record<keyof ExportedApp, string>> = {
  name: "What the app is called.",
  createdIn: "Where it was created: the XO Platform, the Admin Console, or Data Tables.",
  usedFor: "What it is used for.",
  credentials: "“generated” for an app of the local platform.",
  appId: "The platform's own App ID.",
  clientId: "Its client ID, which is the claim “appId”.",
  algorithm: "The JWT signing algorithm.",
  algorithmAssumed: "The algorithm is a guess.",
  signingKey: "The public half of its signing key pair.",
  enforceJti: "Enforce JTI.",
  enforceJwe: "Enforce JWE.",
  contentEncryption: "The content encryption of its JWE tokens.",
  platformKey: "The platform's public key, as a JWK.",
  enforcePayloadEncryption: "Enforce Request and Response Payload Encryption.",
  payloadKey: "The public half of its payload key pair, or that it has a shared key.",
  envelopeProfile: "The shape of its encrypted payloads, as it was learned.",
  host: "The host that its requests go to, without a scheme, such as platform.kore.ai.",
  botId: "The bot ID.",
  accountId: "The account ID.",
  slug: "Its name in the gateway's addresses.",
  gateway: "What the gateway does with its payloads, where that isn't the usual.",
  scopes: "Its scopes, and whether each is published.",
  tables: "Its tables and views with their permissions.",
  createdAt: "When it was created, in seconds since the epoch.",
};

function objectOf(properties: Readonly<Record<string, JsonObject>>) {
  return { type: "object", properties, additionalProperties: false };
}

/**
 * What of a schema says JSON's own words: types, values, names, lengths. Whatever else it checks is left to the import.
 * @throws Error for a kind of schema that is none of an exported app's
 */
function jsonSchemaOf(schema: v.GenericSchema): JsonObject {
  const known = schema as AppSchema;
  switch (known.type) {
    case "string":
      return { type: "string", ...lengthsOf(known) };
    case "number":
    case "boolean":
      return { type: known.type };
    case "literal":
      return { const: known.literal };
    case "picklist":
      return { enum: known.options };
    case "optional":
      return jsonSchemaOf(known.wrapped);
    case "array":
      return { type: "array", items: jsonSchemaOf(known.item) };
    case "variant":
      return { anyOf: known.options.map(jsonSchemaOf) };
    case "object": {
      const entries = Object.entries(known.entries);
      const properties = Object.fromEntries(entries.map(([name, entry]) => [name, jsonSchemaOf(entry)]));
      return {
        ...objectOf(properties),
        required: entries.filter(([, { type }]) => type !== "optional").map(([name]) => name),
      };
    }
    default:
      throw new Error(`no JSON schema for ${schema.type}`);
  }
}

type AppSchema =
  | { readonly type: "string"; readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[] }
  | { readonly type: "number" | "boolean" }
  | { readonly type: "literal"; readonly literal: unknown }
  | { readonly type: "picklist"; readonly options: readonly unknown[] }
  | { readonly type: "optional"; readonly wrapped: v.GenericSchema }
  | { readonly type: "array"; readonly item: v.GenericSchema }
  | { readonly type: "variant"; readonly options: readonly v.GenericSchema[] }
  | { readonly type: "object"; readonly entries: Readonly<Record<string, v.GenericSchema>> };

function lengthsOf({ pipe = [] }: AppSchema & { readonly type: "string" }): JsonObject {
  const of = (type: string): unknown => pipe.find((each) => each.type === type)?.requirement;
  return { minLength: of("min_length"), maxLength: of("max_length") };
}
