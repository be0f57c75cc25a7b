/** Nothing moves, asks or goes online by itself. */
export const CALM_SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "editor.cursorBlinking": "solid",
  "workbench.reduceMotion": "on",
  // A word that is offered while a test types must not be what its Enter takes.
  "editor.acceptSuggestionOnEnter": "off",
  "editor.wordBasedSuggestions": "off",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};
