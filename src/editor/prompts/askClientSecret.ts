import {
  bareSecret,
  checkClientSecret,
  doubtInWords,
  hasSurroundings,
  isHardlySecret,
  refusalInWords,
  type SecretDoubt,
} from "../../domain/apps/clientSecret";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { SentenceWithRemedy } from "../../domain/text/sentence";
import type { CheckedSecret } from "../../domain/keys/checkedSecret";
import { joined, type PlainText } from "../../domain/text/asText";
import { askText, type Remark } from "./askText";
import { pickOne } from "./pick";
import { WentBack } from "./prompts";
import { t } from "../workbench/words";

type App = Pick<JwtApp, "name" | "clientId">;

/**
 * Asks for an app's client secret, hidden as it is typed, by the rule that the form has too. White space and quotes
 * around it can't be seen there and come from copying, and what is hardly a secret is pasted and taken faster than a
 * warning is read: so whoever presses Enter is asked about either.
 */
export async function askClientSecret(app: App, placeHolder?: PlainText): Promise<CheckedSecret> {
  for (let typed = ""; ;) {
    typed = await askText({
      title: t("Client Secret of “{0}”", app.name),
      prompt: t("Paste it exactly as the platform shows it. It goes to VS Code's secret storage and nowhere else."),
      ...(placeHolder !== undefined && { placeHolder }),
      value: typed,
      isSecret: true,
      check: (text) => remarkOn(text, app),
    });
    const check = checkClientSecret(typed, app);
    if (check.outcome === "refused") continue;
    const text = hasSurroundings(check.doubts) ? await askWhatIsMeant(app, typed, check.doubts).catch(orBack) : typed;
    const meant = checkClientSecret(text, app);
    if (meant.outcome === "refused") continue;
    if (!isHardlySecret(text, meant.doubts) || (await isMeant(app, text, meant.doubts))) return meant.secret;
  }
}

/** An input box takes the line breaks out of what is pasted, so a key comes here in one line. */
function remarkOn(text: string, { clientId }: App): Remark | undefined {
  const check = checkClientSecret(text, { clientId });
  if (check.outcome === "refused") return { severity: "error", message: inWords(refusalInWords(check.why)) };
  if (check.doubts.length === 0) return undefined;
  return {
    severity: "warning",
    message: joined(
      check.doubts.map((doubt) => inWords(doubtInWords(doubt, text))),
      " ",
    ),
  };
}

async function askWhatIsMeant({ name }: App, typed: string, doubts: readonly SecretDoubt[]): Promise<string> {
  const around = doubts.filter((doubt) => hasSurroundings([doubt]));
  const { secret } = await pickOne(
    [
      {
        label: t("Leave out what stands around it"),
        detail: t("Known client secrets have neither white space nor quotes."),
        secret: bareSecret(typed),
      },
      { label: t("Take it as it was pasted"), detail: t("Tokens are signed with all of it."), secret: typed },
    ],
    {
      title: t("Client Secret of “{0}”", name),
      placeHolder: joined(
        around.map((doubt) => inWords(doubtInWords(doubt))),
        " ",
      ),
      hasBack: true,
    },
  );
  return secret;
}

/** Whether what is hardly a secret is used all the same; without it, or with Back, it is typed again. */
async function isMeant({ name }: App, text: string, doubts: readonly SecretDoubt[]): Promise<boolean> {
  const around = doubts.filter((doubt) => !hasSurroundings([doubt]));
  const items = [
    { label: t("Enter another one"), isMeant: false },
    {
      label: t("Use it all the same"),
      detail: t("The platform refuses tokens that are signed with anything but the client secret of this app."),
      isMeant: true,
    },
  ];
  const title = t("Client Secret of “{0}”", name);
  const placeHolder = joined(
    around.map((doubt) => inWords(doubtInWords(doubt, text))),
    " ",
  );
  const picked = await pickOne(items, { title, placeHolder, hasBack: true }).catch((error: unknown) => {
    if (error instanceof WentBack) return undefined;
    throw error;
  });
  return picked?.isMeant ?? false;
}

/** Nothing, which asks again. */
function orBack(error: unknown): string {
  if (error instanceof WentBack) return "";
  throw error;
}

function inWords({ template, args, remedy }: SentenceWithRemedy): PlainText {
  return joined([t(template, ...args), ...(remedy === undefined ? [] : [t(remedy, ...args)])], " ");
}
