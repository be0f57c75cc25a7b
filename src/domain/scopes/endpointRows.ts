import type { EndpointRow } from "./endpointRow";
import adminConsole from "./endpoints/adminConsole.json?text";
import agentAi from "./endpoints/agentAi.json?text";
import automation from "./endpoints/automation.json?text";
import campaigns from "./endpoints/campaigns.json?text";
import caseManagement from "./endpoints/caseManagement.json?text";
import contactCenter from "./endpoints/contactCenter.json?text";
import dataTables from "./endpoints/dataTables.json?text";
import qualityAi from "./endpoints/qualityAi.json?text";
import searchAi from "./endpoints/searchAi.json?text";

/** In the order of the catalogue. */
const FAMILIES = [
  automation,
  adminConsole,
  dataTables,
  contactCenter,
  campaigns,
  searchAi,
  agentAi,
  qualityAi,
  caseManagement,
];

/** Reads the rows of all files. That they are as the type says is tested, and not looked at again. */
export function readEndpointRows(): readonly EndpointRow[] {
  return FAMILIES.flatMap((text) => JSON.parse(text) as readonly EndpointRow[]);
}
