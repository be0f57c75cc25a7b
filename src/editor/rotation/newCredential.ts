import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import { generateClientSecret } from "../../domain/apps/clientSecret";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { placeInWords, placeOf } from "../../domain/apps/onPlatform";
import { UserError } from "../../domain/errors";
import type { CheckedSecret } from "../../domain/keys/checkedSecret";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { generateRsaKeyPair, type ImportedPrivateKey, importPrivateKey } from "../../domain/keys/rsaKeys";
import { webPorts } from "../../domain/ports";
import { OldCredential } from "../../domain/requests/findings/oldCredential";
import { joined, type PlainText } from "../../domain/text/asText";
import { secretsChanged, storeClientSecret } from "../apps/enterClientSecret";
import { askClientSecret } from "../prompts/askClientSecret";
import { askText, type Remark } from "../prompts/askText";
import { pickOne } from "../prompts/pick";
import { confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { t, told } from "../workbench/words";

/** An app as it is from now on, and what it signed with until now. */
export interface Rotated {
  readonly app: JwtApp;
  readonly old: OldCredential;
  /** Nothing was replaced: what an earlier rotation has left is looked for again. */
  readonly isAgain: boolean;
}

/**
 * Asks for what an app signs with from now on, and stores it. Until a person said so at the end, the app stays as it is:
 * what is to be done on the platform first has its time.
 */
export async function takeNewCredential(store: AppStore, app: JwtApp): Promise<Rotated> {
  const secrets = await store.secretsOf(app);
  if (!secrets) throw secretsNotHere(app);
  return signsWithSecret(app.algorithm) ? newSecret(store, app, secrets) : newKeyPair(store, app, secrets);
}

async function newSecret(store: AppStore, app: JwtApp, secrets: AppSecrets): Promise<Rotated> {
  const { clientSecret: before, previousClientSecret: previous } = secrets.reveal();
  const way = await chooseWay(app, {
    ways: app.credentials === "generated" ? ["generate", "paste"] : ["paste"],
    hasPrevious: previous !== undefined,
  });
  if (way === "again") {
    const old = await OldCredential.of(app, new AppSecrets({ clientSecret: previous }), webPorts.randomBytes);
    return { app, old, isAgain: true };
  }
  const old = await OldCredential.of(app, secrets, webPorts.randomBytes);
  const clientSecret =
    way === "generate" ? await generatedSecret(app) : await askClientSecret(app, t("The new client secret"));
  const saved = await storeClientSecret(store, app, clientSecret, (stored) => {
    const now = stored?.reveal().clientSecret;
    if (now === undefined || now !== before) throw secretsChanged(app);
    if (now === clientSecret) throw sameSecret(app);
  });
  return { app: saved.app, old, isAgain: false };
}

async function generatedSecret({ name }: JwtApp): Promise<CheckedSecret> {
  await confirmed(
    t("Sign with a new client secret of “{0}” from now on?", name),
    t("It is generated here, and the local platform takes it at once. Tokens of the old one are refused then."),
    t("Use a New Secret"),
    t("Keep the Old One"),
  );
  return generateClientSecret(webPorts);
}

async function newKeyPair(store: AppStore, app: JwtApp, secrets: AppSecrets): Promise<Rotated> {
  const way = await chooseWay(app, { ways: ["generate", "paste"], hasPrevious: false });
  const old = await OldCredential.of(app, secrets, webPorts.randomBytes);
  const pair = way === "generate" ? await generateRsaKeyPair(2048) : await askPrivateKey(app);
  if (way === "generate") await vscode.env.clipboard.writeText(pair.info.publicKey);
  await confirmKey(app, pair, way === "generate");
  const saved = await store.update(
    app,
    (current) => {
      const isAsBefore =
        current.algorithm === app.algorithm &&
        current.clientId === app.clientId &&
        current.signingKey?.fingerprint === app.signingKey?.fingerprint;
      if (!isAsBefore) throw secretsChanged(app);
      const missingSecrets = current.missingSecrets.filter((name) => name !== "signingPrivateKey");
      return { ...current, signingKey: pair.info, missingSecrets };
    },
    (stored) => {
      if (!stored) throw secretsChanged(app);
      return stored.with({ signingPrivateKey: pair.privateKeyPem });
    },
  );
  return { app: saved, old, isAgain: false };
}

async function askPrivateKey(app: JwtApp): Promise<ImportedPrivateKey> {
  const text = await askText({
    title: t("New Signing Private Key of “{0}”", app.name),
    prompt: t("Paste it as PEM or as a JWK. It goes to VS Code's secret storage and nowhere else."),
    isSecret: true,
    check: (typed) => (typed.trim() === "" ? nothingPasted() : undefined),
  });
  const pair = await importPrivateKey(text);
  if (pair.info.fingerprint === app.signingKey?.fingerprint) throw sameKey(app);
  return pair;
}

function nothingPasted(): Remark {
  return { severity: "error", message: t("Paste the private key.") };
}

/** The platform needs the public half before tokens of the new key count. */
async function confirmKey(app: JwtApp, { info }: ImportedPrivateKey, isOnClipboard: boolean): Promise<void> {
  const place = placeOf("app", app);
  await confirmed(
    t("Sign with the new key of “{0}” from now on?", app.name),
    joined([
      ...(isOnClipboard ? [t("Its public key is on the clipboard.")] : []),
      ...(place ? [t("Give the platform its public key first."), told(placeInWords(place))] : []),
      t("Until you go on here, the old key signs."),
      t("Fingerprint of the new public key: {0}", info.fingerprint),
    ]),
    t("Use the New Key"),
    t("Keep the Old Key"),
  );
}

type Way = "paste" | "generate" | "again";

interface Ways {
  readonly ways: readonly Way[];
  /** The secret before the present one is kept, and may have left something as well. */
  readonly hasPrevious: boolean;
}

/** Says where it is done on the platform; the page about that opens beside the question. */
async function chooseWay(app: JwtApp, { ways, hasPrevious }: Ways): Promise<Way> {
  const place = placeOf("app", app);
  const items = [...ways, ...(hasPrevious ? (["again"] as const) : [])].map((way) => ({
    ...wayInWords(app, way),
    way,
  }));
  const page = place && {
    label: t("Open the documentation of “{0}”", place.path),
    detail: t("It shows where the app is, but doesn't say how to rotate."),
    way: "page" as const,
  };
  for (;;) {
    const { way } = await pickOne([...items, ...(page ? [page] : [])], {
      title: signsWithSecret(app.algorithm)
        ? t("Rotate the Client Secret of “{0}”", app.name)
        : t("Rotate the Key Pair of “{0}”", app.name),
      placeHolder: place
        ? told(placeInWords(place))
        : t("It was made for the local platform, so there is nothing to do elsewhere."),
      staysOpen: true,
    });
    if (way !== "page") return way;
    if (place) await vscode.env.openExternal(vscode.Uri.parse(place.page, true));
  }
}

function wayInWords(app: JwtApp, way: Way): { readonly label: PlainText; readonly detail: PlainText } {
  const isSecret = signsWithSecret(app.algorithm);
  switch (way) {
    case "paste":
      return isSecret
        ? {
            label: t("Paste the new client secret"),
            detail: t("Make it on the platform first. The old one stays here until you have pasted the new one."),
          }
        : {
            label: t("Paste a private key"),
            detail: t("Give the platform its public half. The old key stays here until you say that this is done."),
          };
    case "generate":
      return isSecret
        ? { label: t("Generate a client secret"), detail: t("In the platform's format, for the local platform.") }
        : {
            label: t("Generate a key pair"),
            detail: t(
              "Its public half is put on the clipboard, for the platform. The old key stays here until you say that this is done.",
            ),
          };
    case "again":
      return {
        label: t("Look for the previous client secret again"),
        detail: t("For what is left of it in this workspace; nothing else is changed."),
      };
  }
}

/** Whether an app has something that it signs with. */
export function canRotate({ algorithm, missingSecrets, signingKey }: JwtApp): boolean {
  return signsWithSecret(algorithm) ? !missingSecrets.includes("clientSecret") : signingKey !== undefined;
}

export function nothingToRotate({ id, name, algorithm }: JwtApp): UserError {
  const isSecret = signsWithSecret(algorithm);
  return new UserError(
    "nothing-to-rotate",
    isSecret
      ? "“{0}” has no client secret here that could be rotated."
      : "“{0}” has no key pair that could be rotated.",
    {
      args: [name],
      remedy: "Enter the one that it has now.",
      mending: { kind: isSecret ? "enterClientSecret" : "enterSigningKey", appId: id },
    },
  );
}

function secretsNotHere({ name }: JwtApp): UserError {
  return new UserError("secrets-not-here", "The secrets of “{0}” are not in this window's secret storage.", {
    args: [name],
    remedy: "If another window stored them just now, reload this one; else enter them with Edit App.",
  });
}

function sameSecret({ name }: JwtApp): UserError {
  return new UserError("secret-unchanged", "“{0}” has this client secret already, so nothing was changed.", {
    args: [name],
    remedy: "Paste the new one that the platform shows.",
  });
}

function sameKey({ name }: JwtApp): UserError {
  return new UserError("key-unchanged", "“{0}” has this key already, so nothing was changed.", {
    args: [name],
    remedy: "Paste another one, or have one generated.",
  });
}
