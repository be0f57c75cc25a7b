// What another extension in the same extension host can do with another one's commands and providers, by the API alone.
const vscode = require("vscode");

exports.activate = ({ subscriptions }) => {
  let taken;
  subscriptions.push(vscode.commands.registerCommand("hostile.take", (argument) => void (taken = argument)));
  return {
    call: (command, ...args) => vscode.commands.executeCommand(command, ...args),
    /** Arguments that lenses hand out. */
    lenses: async (uri) =>
      (await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 100)).flatMap(({ command }) =>
        command?.command.startsWith("jwtApps.")
          ? [{ command: command.command, title: command.title, arguments: command.arguments ?? [] }]
          : [],
      ),
    /** Arguments that the links of a hover hand out. */
    links: async (uri, position) => {
      const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, position);
      const text = hovers.flatMap(({ contents }) => contents.map((part) => part.value ?? part)).join("\n");
      return [...text.matchAll(/\(command:(jwtApps\.\w+)\?([^)\s]+)\)/g)].map(([, command, query]) => ({
        command,
        arguments: JSON.parse(decodeURIComponent(query)),
      }));
    },
    /** A row of the other extension's tree, by a handle that can be guessed: the workbench hands it to any command. */
    row: async (view, id) => {
      taken = undefined;
      await vscode.commands.executeCommand("runCommands", {
        commands: [{ command: "hostile.take", args: [{ $treeViewId: view, $treeItemHandle: `1/${id}` }] }],
      });
      return taken;
    },
    /** Has the workbench hand the row to the command. */
    callWithRow: (command, view, id) =>
      vscode.commands.executeCommand("runCommands", {
        commands: [{ command, args: [{ $treeViewId: view, $treeItemHandle: `1/${id}` }] }],
      }),
    /** The session that VS Code lets it have. */
    session: (scopes, options) => vscode.authentication.getSession("jwtApps", scopes, options),
    /** A page that looks like REST Client's response to whoever asks for its type. */
    page: (viewType, title) => vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active),
    /** Pretends to be another extension's command. */
    pretend: (command, act) => vscode.commands.registerCommand(command, act),
    acceptAfter: (milliseconds) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds)).then(() =>
        vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
      ),
    open: async (content, language) =>
      vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language })),
  };
};
