// What a user would do by hand after `npm start`: make the sample, and look at the view. No key of it is ever in a file.
const vscode = require("vscode");

exports.activate = async () => {
  // With an argument it opens no file: the README is what is read first.
  await vscode.commands.executeCommand("jwtApps.createSample", {});
  await vscode.commands.executeCommand("jwtApps.apps.focus");
};
