import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import {
  CONFIGURATION_USES,
  configurationBlanks,
  type ConfigurationUse,
  configurationFor,
  configurationUseOf,
} from "../../../domain/requests/write/configuration";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf } from "../../commands/commandTypes";
import type { Commands } from "../../workbench/contributions";
import { pickOne } from "../../prompts/pick";
import { showStatus, showUnfinished } from "../../workbench/statusMessage";
import type { TokenService } from "../../tokens/tokenService";
import { asText, joined } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

/** Copies what one use of an app needs, without any secret, and returns it. */
export async function copyConfiguration(
  { tokens }: { readonly tokens: Pick<TokenService, "appOf"> },
  argument: ArgumentOf<typeof Commands.copyConfiguration>,
  caller: Caller,
): Promise<string> {
  const app = await tokens.appOf(argument);
  const use = argument.use ?? (caller === "code" ? fittingUse(app) : await ask(app));
  const text = configurationFor(app, use);
  await vscode.env.clipboard.writeText(text);
  const blanks = configurationBlanks(app, use).map((blank) => asText(blank));
  const what = t("Copied the configuration of {0}", app.name);
  if (blanks.length === 0) showStatus(what);
  else showUnfinished(t("{0} · left to fill in: {1}", what, joined(blanks, ", ")));
  return text;
}

function fittingUse(app: JwtApp): ConfigurationUse {
  const use = configurationUseOf(app);
  if (use) return use;
  throw new UserError(
    "no-configuration",
    "“{0}” calls APIs, which takes no configuration; say which use is meant: {1}.",
    { args: [app.name, CONFIGURATION_USES.join(", ")] },
  );
}

async function ask(app: JwtApp): Promise<ConfigurationUse> {
  const items: (vscode.QuickPickItem & { use: ConfigurationUse })[] = [
    { use: "botkit", label: t("BotKit"), detail: t("The credentials in config.json") },
    {
      use: "sdks",
      label: t("Web SDK"),
      detail: t("The page's botOptions, and a small service in Node that makes its tokens"),
    },
    { use: "channels", label: t("Webhook channel"), detail: t("A call with curl") },
    {
      use: "tables",
      label: t("Service Node"),
      detail: t("A request of a bot's dialog to the public API of Data Tables; the documented way needs none"),
    },
  ];
  const first = configurationUseOf(app);
  items.sort((a, b) => Number(b.use === first) - Number(a.use === first));
  const { use } = await pickOne(items, {
    title: t("Configuration of {0}", app.name),
    placeHolder: t("What is it for?"),
  });
  return use;
}
