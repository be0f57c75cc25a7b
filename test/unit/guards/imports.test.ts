import { strict as assert } from "node:assert";
import { findCircles, findForbiddenImports, findUpwardImports } from "./importRules";
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
    ["src/edge/x.ts", 'import { x } from "../localPlatform/x";'],
    ["src/edge/x.ts", 'import { x } from "../gateway/x";'],
    ["src/edge/x.ts", 'import { x } from "../node/x";'],
    ["src/gateway/x.ts", 'import type { Uri } from "vscode";'],
    ["src/gateway/x.ts", 'import { x } from "../localPlatform/x";'],
    ["src/localPlatform/x.ts", 'import { x } from "../gateway/x";'],
    ["src/jwtApps/x.ts", 'import type { Uri } from "vscode";'],
    ["src/jwtApps/x.ts", 'import { startFromCommandLine } from "../gateway/commandLine";'],
    ["src/jwtApps/x.ts", 'const { x } = await import("../gateway/createGateway");'],
    ["src/gateway/x.ts", 'import { x } from "../jwtApps/x";'],
    ["src/commandLine/x.ts", 'import { x } from "../jwtApps/x";'],
    ["src/editor/gateway/x.ts", 'import { createGateway } from "../../gateway/createGateway";'],
    ["src/editor/x.ts", 'const { x } = await import("../gateway/createGateway");'],
    ["src/editor/x.ts", 'import { atomicFiles } from "../node/atomicFiles";'],
    ["src/editor/x.ts", 'import { readFile } from "node:fs/promises";'],
    ["src/editor/x.ts", 'import { x } from "../../webview/appForm/x";'],
    ["src/editor/x.ts", 'import { start } from "../localPlatform/main";'],
    ["src/editor/x.ts", 'const { start } = await import("../localPlatform/main");'],
    ["src/editor/localPlatform/x.ts", 'import { start } from "../../localPlatform/main";'],
    ["src/extension.web.ts", 'import { atomicFiles } from "./node/atomicFiles";'],
    ["src/extension.ts", 'import { start } from "./localPlatform/main";'],
    ["webview/appForm/x.ts", 'import * as vscode from "vscode";'],
    ["webview/appForm/x.ts", 'import { x } from "../../src/editor/x";'],
    ["webview/appForm/x.ts", 'import { mint } from "../../src/domain/tokens/mint";'],
    ["webview/appForm/x.ts", 'import { importApps } from "../../src/domain/apps/import/importApps";'],
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
    ["src/edge/x.ts", 'import { createServer } from "node:http"; import { fill } from "../domain/errors";'],
    ["src/gateway/x.ts", 'import { HttpServer } from "../edge/httpServer"; import { x } from "../node/x";'],
    ["src/jwtApps/x.ts", 'const { x } = await import("../gateway/commandLine"); import { y } from "../edge/neutral";'],
    ["src/editor/gateway/x.ts", 'const { createGateway } = await import("../../gateway/createGateway");'],
    ["src/editor/x.ts", 'const { encrypt } = await import("../domain/payloads/write/encrypt");'],
    ["src/extension.ts", 'import { atomicFiles } from "./node/atomicFiles";'],
    ["webview/appForm/toolkit.ts", 'import { allComponents } from "@vscode/webview-ui-toolkit";'],
    ["webview/appForm/x.ts", 'import { findErrors } from "../../src/domain/apps/form/formErrors";'],
  ];
  for (const [path, text] of ALLOWED) {
    it(`allows ${path}: ${text}`, () => assert.deepEqual(findForbiddenImports(path, text), []));
  }
});

describe("A circle of imports", () => {
  it("is nowhere", () => {
    assert.deepEqual(findCircles(sources().map((path) => ({ path, text: read(path) }))), []);
  });

  const CIRCLES: [string, string, string][] = [
    ["of values", 'import { b } from "./b";', 'import { a } from "./a";'],
    ["of types", 'import type { B } from "./b";', 'import { type A } from "./a";'],
    ["of an import() and a type", 'const { b } = await import("./b");', 'import type { A } from "./a";'],
    ["of import() alone", 'const { b } = await import("./b");', 'const { a } = await import("./a");'],
    ["of types that are written as import()", 'type B = import("./b").B;', 'import { a } from "./a";'],
    ["of what is handed on", 'export { b } from "./b";', 'export * from "./a";'],
  ];
  for (const [kind, a, b] of CIRCLES) {
    it(`${kind} is found`, () => {
      const planted = [
        { path: "src/editor/a.ts", text: a },
        { path: "src/editor/b.ts", text: b },
        { path: "src/editor/c.ts", text: 'import { a } from "./a";' },
      ];
      assert.deepEqual(findCircles(planted), [["src/editor/a", "src/editor/b"]]);
    });
  }

  it("is found over three files, and in a file that imports itself", () => {
    const planted = [
      { path: "src/editor/a.ts", text: 'import { b } from "./b"; import { d } from "./d";' },
      { path: "src/editor/b.ts", text: 'import type { C } from "./c";' },
      { path: "src/editor/c.ts", text: 'import { a } from "./a";' },
      { path: "src/editor/d.ts", text: 'import { d } from "./d";' },
    ];
    assert.deepEqual(findCircles(planted), [["src/editor/a", "src/editor/b", "src/editor/c"], ["src/editor/d"]]);
  });
});

describe("The domain", () => {
  it("is a stair: nothing imports what lies above it", () => {
    assert.deepEqual(
      sources().flatMap((path) => findUpwardImports(path, read(path))),
      [],
    );
  });

  it("that goes up is found", () => {
    const up = findUpwardImports("src/domain/keys/x.ts", 'import type { JwtApp } from "../apps/jwtApp";');
    assert.equal(up.length, 1);
    assert.deepEqual(findUpwardImports("src/domain/apps/x.ts", 'import { scope } from "../scopes/scope";'), []);
    const inPayloads = (path: string, text: string): number =>
      findUpwardImports(`src/domain/payloads/${path}`, text).length;
    assert.equal(inPayloads("open/x.ts", 'import type { Y } from "../learn/y";'), 1);
    assert.equal(inPayloads("x.ts", 'import { y } from "./open/y";'), 1);
    assert.equal(inPayloads("learn/x.ts", 'import { y } from "../open/y"; import { z } from "../z";'), 0);
    assert.equal(findUpwardImports("src/domain/steps.ts", 'import { x } from "./requests/x";').length, 1);
    assert.equal(findUpwardImports("src/domain/text/x.ts", 'import { UserError } from "../errors";').length, 1);
    assert.equal(findUpwardImports("src/domain/new.ts", 'import { atOnce } from "./steps";').length, 1);
  });
});
