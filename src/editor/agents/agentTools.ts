import type { FailureLog } from "../workbench/inBackground";
import type { InsertServices } from "../requests/write/insertRequest";
import { CalledTool } from "./calledTool";
import { checkedInput } from "./checkedInput";
import { type ErrorTelling, planExplainError } from "./explainError";
import { planFindEndpoint } from "./findEndpoint";
import { planInspectToken } from "./inspectToken";
import { planListApps } from "./listApps";
import type { Plan } from "./plan";
import type { ToolInput, ToolName } from "./toolInputs";
import { planWriteRequest } from "./writeRequest";

export type AgentServices = Omit<InsertServices, "placements"> & ErrorTelling & { readonly log: FailureLog };

/** What the tools of language models do: loaded with the first that is called. */
export function agentTools(services: AgentServices): Readonly<Record<ToolName, CalledTool>> {
  const tool = <Name extends ToolName>(name: Name, plan: (input: ToolInput<Name>) => Plan | Promise<Plan>) =>
    new CalledTool(name, async (input) => plan(checkedInput(name, input)), services.log);
  return {
    listApps: tool("listApps", () => planListApps(services)),
    findEndpoint: tool("findEndpoint", (input) => planFindEndpoint(services, input)),
    writeRequest: tool("writeRequest", async (input) => planWriteRequest({ ...services, placements: {} }, input)),
    explainError: tool("explainError", (input) => planExplainError(services, input)),
    inspectToken: tool("inspectToken", (input) => planInspectToken(services, input)),
  };
}
