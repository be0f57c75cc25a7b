import type { JwtApp } from "../../domain/apps/jwtApp";
import { curlCommand } from "../../domain/requests/curl";
import { type Endpoint, endpointById, endpointsOfScope, endpointsOfTables } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { TreeNode } from "../appTree/treeNode";
import type { Caller } from "../commandRunner";
import { pickOne } from "../pick";
import type { AppArgument } from "../storage/appPicker";
import { type Minted, parseTokenArgument, type TokenService } from "./tokenService";
import { asText } from "../../domain/text/asText";
import { t } from "../words";

/** Mints a token and writes a curl command that calls one of the app's endpoints with it. */
export async function curlFor(tokens: TokenService, argument: AppArgument, caller: Caller): Promise<{ minted: Minted; command: string }> {
  const app = await tokens.appOf(argument);
  const request = argument instanceof TreeNode ? {} : parseTokenArgument(argument);
  const endpoint = await endpointFor(app, request.endpoint, caller);
  const minted = await tokens.mintFor(app, request, caller);
  return { minted, command: curlCommand(app, endpoint, minted.token) };
}

async function endpointFor(app: JwtApp, wanted: string | undefined, caller: Caller): Promise<Endpoint | undefined> {
  if (wanted !== undefined) {
    const endpoint = endpointById(wanted);
    if (endpoint) return endpoint;
    throw new UserError("unknown-endpoint", "There is no endpoint “{0}” in the catalogue.", { args: [wanted.slice(0, 100)] });
  }
  const endpoints = (app.createdIn === "tables" ? endpointsOfTables() : app.scopes.flatMap(({ id }) => endpointsOfScope(id))).filter(({ path }) => path);
  if (caller === "code" || endpoints.length < 2) return endpoints[0];
  const items = endpoints.map((endpoint) => ({ label: asText(endpoint.api), description: asText(`${endpoint.method} ${endpoint.path}`), endpoint }));
  const picked = await pickOne(items, { title: t("curl for {0}", app.name), placeHolder: t("Which endpoint?"), matchOnDescription: true });
  return picked.endpoint;
}
