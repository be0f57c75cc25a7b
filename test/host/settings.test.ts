import { itIgnoresWorkspaceSettings } from "./workspaceSettings";

describe("settings of a workspace", itIgnoresWorkspaceSettings);
