/** Where a workspace describes its apps, below a folder of it. */
export const TEAM_FILE = ".vscode/jwt-apps.json";
