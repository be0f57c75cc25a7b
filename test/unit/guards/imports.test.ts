import { strict as assert } from "node:assert";
import { findForbiddenImports } from "./importRules";
import { read, sources } from "./repository";

describe("Who may import whom", () => {
  it("is kept by all sources", () => {
    assert.ok(sources().length > 50);
    assert.deepEqual(
      sources().flatMap((path) => findForbiddenImports(path, read(path))),
      [],
    );
  });

  const FORBIDDEN: [string, string][] = [
    ["src/domain/apps/x.ts", 'import * as vscode from "vscode";'],
    ["src/domain/apps/x.ts", 'import type { Uri } from "vscode";'],
    ["src/domain/apps/x.ts", 'import { type KeyObject } from "node:crypto";'],
    ["src/domain/apps/x.ts", 'import { KeyObject } from "crypto";'],
    ["src/domain/apps/x.ts", 'type Key = import("node:crypto").KeyObject;'],
    ["src/domain/apps/x.ts", 'import { x } from "../../node/x";'],
    ["src/domain/apps/x.ts", 'export * from "../../editor/x";'],
    ["src/domain/apps/x.ts", 'import { x } from "../../../webview/protocol";'],
    ["src/domain/apps/x.ts", 'const x = await import("node:fs");'],
    ["src/domain/apps/x.ts", 'import fs = require("node:fs");'],
    ["src/domain/apps/x.ts", 'const fs = require("node:fs");'],
    ["src/domain/apps/x.ts", "const x = await import(name);"],
    ["src/domain/apps/x.ts", '/// <reference types="node" />'],
    ["src/domain/apps/x.ts", '/// <reference lib="dom" />'],
    ["src/domain/apps/x.ts", 'import jwt from "jsonwebtoken";'],
    ["src/domain/x.ts", 'import { x } from "./../node/x";'],
    ["src/node/x.ts", 'import * as vscode from "vscode";'],
    ["src/node/x.ts", 'import { x } from "../editor/x";'],
    ["src/localPlatform/x.ts", 'import type { Uri } from "vscode";'],
    ["src/localPlatform/x.ts", 'import { x } from "../editor/x";'],
    ["src/editor/x.ts", 'import { atomicFiles } from "../node/atomicFiles";'],
    ["src/editor/x.ts", 'import { readFile } from "node:fs/promises";'],
    ["src/editor/x.ts", 'import { x } from "../../webview/appForm/x";'],
    ["src/editor/x.ts", 'import { start } from "../localPlatform/main";'],
    ["src/editor/x.ts", 'const { start } = await import("../localPlatform/main");'],
    ["src/editor/localPlatform/x.ts", 'import { start } from "../../localPlatform/main";'],
    ["src/editor/x.ts", 'import { decrypt } from "../onDemand";'],
    ["src/onDemand.ts", 'export { x } from "./node/x";'],
    ["src/extension.web.ts", 'import { atomicFiles } from "./node/atomicFiles";'],
    ["src/extension.ts", 'import { start } from "./localPlatform/main";'],
    ["webview/appForm/x.ts", 'import * as vscode from "vscode";'],
    ["webview/appForm/x.ts", 'import { x } from "../../src/editor/x";'],
    ["webview/appForm/x.ts", 'import { mint } from "../../src/domain/tokens/mint";'],
    ["webview/appForm/x.ts", 'import { Button } from "@vscode/webview-ui-toolkit";'],
    ["src/helpers/x.ts", ""],
  ];
  for (const [path, text] of FORBIDDEN) {
    it(`forbids ${path}: ${text}`, () => assert.equal(findForbiddenImports(path, text).length, 1));
  }

  const ALLOWED: [string, string][] = [
    ["src/domain/apps/x.ts", 'import { UserError } from "../errors"; import * as v from "valibot";'],
    ["src/node/x.ts", 'import { open } from "node:fs/promises"; import { UserError } from "../domain/errors";'],
    [
      "src/editor/x.ts",
      'import * as vscode from "vscode"; import { Message } from "../../webview/protocol"; import { mint } from "../domain/tokens/mint";',
    ],
    ["src/editor/localPlatform/x.ts", 'const { start } = await import("../../localPlatform/main");'],
    ["src/editor/localPlatform/x.ts", 'import type { Server } from "../../localPlatform/main";'],
    ["src/editor/x.ts", 'const { decrypt } = await import("../onDemand");'],
    ["src/onDemand.ts", 'export { decrypt } from "./domain/payloads/decrypt";'],
    ["src/extension.ts", 'import { atomicFiles } from "./node/atomicFiles";'],
    ["webview/appForm/toolkit.ts", 'import { allComponents } from "@vscode/webview-ui-toolkit";'],
    ["webview/appForm/x.ts", 'import { findErrors } from "../../src/domain/apps/formRules";'],
  ];
  for (const [path, text] of ALLOWED) {
    it(`allows ${path}: ${text}`, () => assert.deepEqual(findForbiddenImports(path, text), []));
  }
});
