import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import ts from "typescript";
import { MENDINGS } from "../../../src/domain/errors";
import { secretsKey } from "../../../src/domain/apps/storage/secretsEntry";
import { filesIn, read } from "./repository";

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly [key: string]: unknown;
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly activationEvents?: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly languages: readonly object[];
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly icon?: string;
    }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly submenus?: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: readonly MenuItem[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly id: string; readonly completionEvents: readonly string[] }[];
    }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly type: string;
            readonly default: unknown;
            readonly scope?: string;
            readonly enum?: readonly string[];
          }
        >
      >;
    };
  };
}

/** The constants of contributions.ts, which can't be imported here because it also uses `vscode`. */
interface Contributions {
  readonly Commands: Readonly<Record<string, string>>;
  readonly TOOLS: readonly string[];
  readonly Views: { readonly container: string } & Readonly<Record<string, string>>;
  readonly ContextKeys: Readonly<Record<string, string>>;
  readonly STEPS_DONE_BY: Readonly<Record<string, string>>;
  readonly SettingDefaults: Readonly<Record<string, unknown>>;
  readonly SETTINGS_SECTION: string;
  readonly Schemes: Readonly<Record<string, string>>;
  readonly Panels: Readonly<Record<string, string>>;
  readonly SECRET_PREFIX: string;
}

async function loadContributions(): Promise<Contributions> {
  const { outputText } = ts.transpileModule(
    read("src/editor/workbench/contributions.ts").replace('import * as vscode from "vscode";', ""),
    {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    },
  );
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as Contributions;
}

describe("The manifest", () => {
  const manifest = JSON.parse(read("package.json")) as Manifest;
  const nls = JSON.parse(read("package.nls.json")) as Record<string, string>;
  const { contributes } = manifest;
  const menuItems = Object.values(contributes.menus).flat();
  const whens = [
    ...menuItems,
    ...(contributes.keybindings ?? []),
    ...contributes.viewsWelcome,
    ...Object.values(contributes.views).flat(),
  ].flatMap(({ when }) => when ?? []);
  let code: Contributions;

  before(async () => {
    code = await loadContributions();
  });

  const sorted = (values: Iterable<string>): string[] => [...values].sort();

  it("has the name that stored secrets and data hang on", () => {
    assert.equal(`${String(manifest["publisher"])}.${String(manifest["name"])}`, "xo-jwt.jwt-apps");
    assert.deepEqual(manifest["extensionKind"], ["ui", "workspace"]);
    assert.deepEqual(manifest["engines"], { vscode: "^1.100.0" });
  });

  it("lists the commands of contributions.ts, and no others", () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(code.Commands)));
  });

  it("lists the language model tools of contributions.ts, and no others", () => {
    assert.deepEqual(
      contributes.languageModelTools.map(({ name }) => name),
      code.TOOLS.map((name) => `jwt-apps_${name}`),
    );
  });

  it("has titles whose words find no other command in the palette, whatever was run before", () => {
    const hidden = (contributes.menus["commandPalette"] ?? []).flatMap(({ command, when }) =>
      when === "false" ? [command] : [],
    );
    const titles = contributes.commands
      .filter(({ command }) => !hidden.includes(command))
      .map(({ title }) => nls[title.slice(1, -1)] ?? "");
    const found = titles.flatMap((title) => {
      const words = title.replace(/…$| \(.*\)…?$/, "");
      return titles
        .filter((other) => other !== title && isFoundBy(words, `JWT Apps: ${other}`))
        .map((other) => `“${words}” finds “${other}”`);
    });
    assert.ok(titles.length > 40);
    assert.deepEqual(found, []);
    assert.ok(
      isFoundBy("copy token", "JWT Apps: Copy Claims of Token") && !isFoundBy("copy token", "JWT Apps: Recopy Token"),
    );
  });

  it("puts every command into the category JWT Apps, and gives it a title", () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(nls[category.slice(1, -1)], "JWT Apps", command);
      assert.match(title, /^%.+%$/, command);
    }
  });

  it("lists no command that isn't registered exactly once", () => {
    const text = filesIn(["src/editor"], ".ts").map(read).join("\n");
    const registered = [...text.matchAll(/^\s+\[Commands\.(\w+)\]: (?:async )?\(/gm)].map(([, key]) => key ?? "");
    assert.deepEqual(sorted(registered), sorted(Object.keys(code.Commands)));
  });

  /** They make no sense without a row, or the form does the same. */
  const nodeCommands = [
    "removeScope",
    "copyPublicKey",
    "openAppFile",
    "openRow",
    "enterSecret",
    "enterSigningKey",
    "enterPlatformKey",
    "enterPayloadKey",
    "confirmAlgorithm",
  ].map((command) => `jwtApps.${command}`);

  it("hides from the palette what needs a tree node", () => {
    const hidden = (contributes.menus["commandPalette"] ?? [])
      .filter(({ when }) => when === "false")
      .map(({ command }) => command);
    assert.deepEqual(
      nodeCommands.filter((command) => !hidden.includes(command)),
      [],
    );
  });

  it("offers what needs a tree node in the tree alone", () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      if (menu === "commandPalette" || menu === "view/item/context") continue;
      assert.deepEqual(
        items.filter(({ command }) => command !== undefined && nodeCommands.includes(command)),
        [],
        menu,
      );
    }
  });

  it("has menus and keys for commands and submenus that exist", () => {
    const submenus = (contributes.submenus ?? []).map(({ id }) => id);
    const commands = Object.values(code.Commands);
    for (const { command, submenu } of [...menuItems, ...(contributes.keybindings ?? [])]) {
      assert.ok(
        submenu === undefined ? commands.includes(command ?? "") : submenus.includes(submenu),
        command ?? submenu,
      );
    }
    for (const submenu of submenus) {
      assert.ok(
        menuItems.some((item) => item.submenu === submenu),
        `${submenu} is in no menu`,
      );
      assert.ok(contributes.menus[submenu]?.length, `${submenu} is empty`);
    }
  });

  it("takes keys in the tree alone, and never while something is typed", () => {
    const keys = contributes.keybindings ?? [];
    assert.ok(keys.length > 0);
    for (const { when, command } of keys)
      assert.equal(when, "focusedView == jwtApps.apps && listFocus && !inputFocus", command);
  });

  it("has a button in the row for each thing that mends an app, and never two of one command", () => {
    const inline = (contributes.menus["view/item/context"] ?? []).filter(({ group }) => group?.startsWith("inline"));
    for (const mending of MENDINGS) {
      const [item, ...others] = inline.filter(({ when }) => when?.includes(`mend:${mending}(`));
      assert.ok(item && others.length === 0, mending);
      assert.ok(contributes.commands.find(({ command }) => command === item.command)?.icon, mending);
      // Rows that show the button anyway say so by other words.
      const always = inline.filter(({ command, when }) => command === item.command && when !== item.when);
      if (always.length) assert.match(item.when ?? "", /\^app /, mending);
    }
  });

  it("offers for several rows at once only what acts on all of them", () => {
    const forSeveral = (contributes.menus["view/item/context"] ?? []).filter(
      ({ when, group }) => !group?.startsWith("inline") && !when?.endsWith(" && !listMultiSelection"),
    );
    assert.deepEqual(new Set(forSeveral.map(({ command }) => command)), new Set(["jwtApps.deleteApp"]));
  });

  it("has the views of contributions.ts, and no others", () => {
    const { container, ...views } = code.Views;
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [container],
    );
    assert.deepEqual(Object.keys(contributes.views), [container]);
    assert.deepEqual(sorted((contributes.views[container] ?? []).map(({ id }) => id)), sorted(Object.values(views)));
    for (const { view } of contributes.viewsWelcome) assert.ok(Object.values(views).includes(view), view);
    for (const when of whens)
      for (const [, view] of when.matchAll(/\b(?:view|focusedView)\s*==\s*'?([\w.]+)/g))
        assert.ok(Object.values(views).includes(view ?? ""), when);
  });

  it("uses the context keys of contributions.ts, and no others", () => {
    const events = contributes.walkthroughs
      .flatMap(({ steps }) => steps)
      .flatMap(({ completionEvents }) => completionEvents);
    const used = [...whens, ...events].flatMap(
      (when) => when.replace(/\b(?:view|focusedView)\s*==\s*'?[\w.]+/g, "").match(/(?<![\w.])jwtApps\.[\w.]+/g) ?? [],
    );
    assert.deepEqual(sorted(new Set(used)), sorted(Object.values(code.ContextKeys)));
    for (const when of whens)
      for (const [, setting] of when.matchAll(/\bconfig\.([\w.]+)/g))
        assert.ok(contributes.configuration.properties[setting ?? ""], when);
  });

  it("has the settings of contributions.ts with the same defaults, and no others", () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([name, setting]) => [name, setting.default])),
      Object.fromEntries(
        Object.entries(code.SettingDefaults).map(([name, value]) => [`${code.SETTINGS_SECTION}.${name}`, value]),
      ),
    );
    for (const [name, setting] of Object.entries(properties)) {
      assert.equal(setting.type === "integer" ? "number" : setting.type, typeof setting.default, name);
      if (setting.enum) assert.ok(setting.enum.includes(String(setting.default)), name);
    }
  });

  it("lets no workspace choose what leads to a token or a key", () => {
    const { properties } = contributes.configuration;
    const guarded = Object.keys(properties).filter(
      (name) => !name.startsWith("jwtApps.tree.") && name !== "jwtApps.diagnostics",
    );
    assert.deepEqual(
      guarded.filter((name) => properties[name]?.scope !== "application"),
      [],
    );
    assert.deepEqual(sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations), sorted(guarded));
  });

  it("names the URI schemes of contributions.ts alone", () => {
    const used = [
      ...whens.flatMap((when) => [...when.matchAll(/resourceScheme\s*==\s*'?([\w-]+)/g)]),
      ...(manifest.activationEvents ?? []).flatMap((event) => [...event.matchAll(/^onFileSystem:(.+)$/g)]),
    ];
    for (const [, scheme] of used) assert.ok(Object.values(code.Schemes).includes(scheme ?? ""), scheme);
  });

  it("starts the extension for nothing but its own views, commands, forms and documents, request files, and the file of a workspace's apps", () => {
    const own = [
      "onLanguage:http",
      // Where something else gives them another language.
      "workspaceContains:**/*.http",
      "workspaceContains:**/*.rest",
      // Who opens a workspace that describes apps is told of them.
      "workspaceContains:.vscode/jwt-apps.json",
      ...Object.values(code.Schemes).map((scheme) => `onFileSystem:${scheme}`),
      ...Object.values(code.Panels).map((panel) => `onWebviewPanel:${panel}`),
      ...Object.values(code.Commands).map((command) => `onCommand:${command}`),
      ...Object.values(code.Views).map((view) => `onView:${view}`),
    ];
    assert.deepEqual(
      (manifest.activationEvents ?? []).filter((event) => !own.includes(event)),
      [],
    );
  });

  it("gives request files a language and nothing more, so that extensions which know it keep their own", () => {
    assert.deepEqual(contributes.languages, [{ id: "http", aliases: ["HTTP"], extensions: [".http", ".rest"] }]);
    assert.equal("grammars" in contributes, false);
  });

  it("has a text for every %key%, and no text without one", () => {
    const used = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === "string") {
        const [, key] = /^%([^%\s]+)%$/.exec(value) ?? [];
        if (key !== undefined) used.add(key);
        else assert.doesNotMatch(value, /%[\w.]+%/, "a key is a whole value");
      } else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
    };
    collect({ ...manifest, scripts: {} });
    assert.deepEqual(sorted(used), sorted(Object.keys(nls)));
    for (const [key, text] of Object.entries(nls)) assert.ok(text.trim(), key);
  });

  it("links to commands and settings that exist", () => {
    for (const [key, text] of Object.entries(nls)) {
      for (const [, command] of text.matchAll(/\(command:([\w.]+)/g))
        assert.ok(Object.values(code.Commands).includes(command ?? ""), `${key}: ${command}`);
      for (const [, setting] of text.matchAll(/`#([\w.]+)#`/g))
        assert.ok(contributes.configuration.properties[setting ?? ""], `${key}: ${setting}`);
    }
  });

  it("completes each step of the walkthrough by what the user does", () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.deepEqual(
      steps.map(({ id }) => id),
      ["app", "scopes", "token", "request", "error", "payload", "localPlatform"],
    );
    for (const { id, completionEvents } of steps) {
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) {
        // Not by a command: VS Code counts one that was cancelled, or failed, as done.
        const [, name = ""] = /^onContext:([\w.]+)/.exec(event) ?? [];
        assert.ok(Object.values(code.ContextKeys).includes(name), event);
      }
    }
    const done = steps.flatMap(({ completionEvents }) => completionEvents).filter((event) => event.includes(".done."));
    assert.deepEqual(sorted(new Set(Object.values(code.STEPS_DONE_BY).map((key) => `onContext:${key}`))), sorted(done));
  });

  it("has buttons in each step of the walkthrough", () => {
    for (const { id } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      assert.match(nls[`walkthrough.${id}.description`] ?? "", /\n\[[^\]]+\]\(command:jwtApps\.\w+\)/, id);
    }
  });

  it("paints the pictures of the walkthrough in the theme's colours alone", () => {
    const pictures = filesIn(["media/walkthrough"], ".svg");
    assert.equal(pictures.length, 7);
    for (const picture of pictures) {
      const colours = [...read(picture).matchAll(/\b(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour ?? "");
      assert.deepEqual(
        colours.filter(
          (colour) => colour !== "none" && !/^var\(--vscode-[\w-]+, (?:currentColor|transparent)\)$/.test(colour),
        ),
        [],
        picture,
      );
    }
  });

  it("refers to pictures that are there", () => {
    const pictures = [manifest.icon, ...JSON.stringify(contributes).matchAll(/"(media\/[^"]+)"/g)].map((match) =>
      typeof match === "string" ? match : (match[1] ?? ""),
    );
    for (const picture of pictures) assert.ok(existsSync(picture), picture);
  });

  it("keeps secrets where the repository keeps them", () => {
    assert.equal(secretsKey(""), code.SECRET_PREFIX);
  });
});

/** As VS Code's palette matches: each character follows the one before, or begins a later word. */
function isFoundBy(query: string, label: string): boolean {
  const [sought, text] = [query.toLowerCase(), label.toLowerCase()];
  const isBreak = (at: number): boolean => /[\s()[\]{}<>`'"\-/;:,.?!]/.test(text.charAt(at));
  const starts = [...text].flatMap((_, at) => (at === 0 || isBreak(at) || isBreak(at - 1) ? [at] : []));
  const dead = new Set<string>();
  const goesOn = (done: number, at: number): boolean => {
    const key = `${done} ${at}`;
    if (dead.has(key) || text.charAt(at) !== sought.charAt(done)) return false;
    if (
      done === sought.length - 1 ||
      goesOn(done + 1, at + 1) ||
      starts.some((start) => start > at && goesOn(done + 1, start))
    )
      return true;
    dead.add(key);
    return false;
  };
  return starts.some((at) => goesOn(0, at));
}
