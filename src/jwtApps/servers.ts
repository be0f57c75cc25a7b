import { type Command, DONE } from "./command";

export const platform: Command = async (args, secretsJson, streams) => {
  const { startFromCommandLine } = await import("../localPlatform/commandLine");
  const started = await startFromCommandLine(args, secretsJson, streams, "jwtApps.js platform");
  return started ? { stop: async () => ((await started.close()).tablesSaved ? 0 : 1) } : DONE;
};

export const gateway: Command = async (args, secretsJson, streams) => {
  const { startFromCommandLine } = await import("../gateway/commandLine");
  const started = await startFromCommandLine(args, secretsJson, streams, "jwtApps.js gateway");
  return started ? { stop: () => started.close().then(() => 0) } : DONE;
};
