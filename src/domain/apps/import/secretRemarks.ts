import { UserError } from "../../errors";
import type { SecretDoubt, SecretRefusal } from "../clientSecret";
import type { BotApp } from "./botEntry";

/** Names that one problem lists. */
const MOST_NAMES = 5;

/** Gathers what the rule of client secrets says of those that an import brings: one problem for each kind. */
export class SecretRemarks {
  readonly #apps = new Map<SecretRefusal | SecretDoubt, string[]>();

  /** @param app the name that the app has here */
  note(app: string, { secret }: Pick<BotApp, "secret">): void {
    if (!secret) return;
    const remarks = secret.outcome === "refused" ? [secret.why] : secret.doubts;
    for (const remark of remarks) {
      const apps = this.#apps.get(remark);
      if (apps) apps.push(app);
      else this.#apps.set(remark, [app]);
    }
  }

  /** What could not be taken. */
  problems(): UserError[] {
    return this.#all().filter(({ code }) => code !== DOUBTFUL);
  }

  /** What was taken, and is probably not what is meant. */
  notes(): UserError[] {
    return this.#all().filter(({ code }) => code === DOUBTFUL);
  }

  #all(): UserError[] {
    return [...this.#apps].map(([remark, names]) => problemOf(remark, listOf(names)));
  }
}

const DOUBTFUL = "client-secret-doubtful";

/** Whether a problem of an import is one of these. */
export function isSecretRemark({ code }: Pick<UserError, "code">): boolean {
  return CODES.includes(code);
}

const CODES: readonly string[] = [
  "client-secret-masked",
  "client-secret-unusable",
  "client-secret-unread",
  "client-secret-several",
  "import-unmatched",
  "import-ambiguous",
  DOUBTFUL,
];

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `“${name}”`);
  return [...shown, ...(names.length > MOST_NAMES ? [`+${names.length - MOST_NAMES}`] : [])].join(", ");
}

const ENTER = "Copy it from the platform, and enter it with Replace Client Secret.";
const COMPARE = "Compare it with the platform's; Replace Client Secret mends it.";

function problemOf(remark: SecretRefusal | SecretDoubt, names: string): UserError {
  switch (remark) {
    case "empty":
    case "masked":
      return missing(
        "client-secret-masked",
        "The client secret is masked in this text, so it counts as missing: {0}.",
        names,
      );
    case "placeholder":
    case "invisible":
    case "other-script":
    case "too-long":
      return missing(
        "client-secret-unusable",
        "What stands in the place of the client secret can't be one, so it was not taken: {0}.",
        names,
      );
    case "white-space-around":
      return doubtful("The client secret has white space at an end, which counts when signing: {0}.", names);
    case "quotes-around":
      return doubtful("The client secret stands in quotes, which count when signing: {0}.", names);
    case "own-client-id":
    case "platform-id":
      return doubtful(
        "In the place of the client secret stands what looks like a client ID or another ID: {0}.",
        names,
      );
    case "token":
    case "key":
      return doubtful("In the place of the client secret stands what looks like a token or a key: {0}.", names);
    case "shorter-than-platform":
      return doubtful("The client secret is shorter than known ones, which have 44 characters: {0}.", names);
    case "other-form":
      return doubtful(
        "The client secret has another form than known ones, which are 44 characters of base64: {0}.",
        names,
      );
  }
}

function missing(code: string, template: string, names: string): UserError {
  return new UserError(code, template, { args: [names], remedy: ENTER });
}

function doubtful(template: string, names: string): UserError {
  return new UserError(DOUBTFUL, template, { args: [names], remedy: COMPARE });
}
