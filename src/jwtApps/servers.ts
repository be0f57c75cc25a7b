import { type Command, DONE, exitCodes } from "./command";

export const platform: Command = async (args, secretsJson, streams) => {
  const { startFromCommandLine } = await import("../localPlatform/commandLine");
  const started = await startFromCommandLine(args, secretsJson, streams, "jwtApps.js platform");
  if (started) return { stop: async () => ((await started.close()).tablesSaved ? 0 : 1) };
  streams.out(exitCodes("it has ended, and the tables were not saved"));
  return DONE;
};

export const gateway: Command = async (args, secretsJson, streams) => {
  const { startFromCommandLine } = await import("../gateway/commandLine");
  const started = await startFromCommandLine(args, secretsJson, streams, "jwtApps.js gateway");
  if (started) return { stop: () => started.close().then(() => 0) };
  streams.out(exitCodes());
  return DONE;
};
