// What a user would do by hand after `npm start`: make the sample, and look at the view. No key of it is ever in a file.
const vscode = require("vscode");

exports.activate = async () => {
  // Only in the workspace of `npm start`, which marks it: any other folder is somebody's own.
  const [folder, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!folder || others.length > 0 || !(await hasMark(folder.uri))) return;
  // With an argument it opens no file: the README is what is read first.
  await vscode.commands.executeCommand("jwtApps.createSample", {});
  await vscode.commands.executeCommand("jwtApps.apps.focus");
};

async function hasMark(folder) {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, ".vscode", "sample-workspace"));
    return true;
  } catch {
    return false;
  }
}
