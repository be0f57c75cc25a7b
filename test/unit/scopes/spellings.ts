/** Scopes as pages of the documentation spell them, each with the id of the one that is meant. */
export const SPELLINGS: readonly (readonly [typed: string, scope: string])[] = [
  ["Ingest data", "xo/data-ingestion"],
  ["Language Management", "xo/languages-configuration"],
  ["SDKPushNotifications", "xo/sdk-push-notifications"],
  ["Train", "xo/answer-generation"],
  ["AgentAssist Transcription", "xo/agent-ai-transcription"],
  ["agent_integrations:read", "xo/agent-integrations-read"],
];
