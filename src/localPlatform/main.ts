import { runProgram } from "../commandLine/program";
import { startFromCommandLine } from "./commandLine";

export { createLocalPlatform, type LocalPlatform, type LocalPlatformOptions } from "./localPlatform";

// The bundle is loaded by the extension, and run by itself in a user's CI.
if (require.main === module)
  runProgram(async (...given) => {
    const platform = await startFromCommandLine(...given);
    return platform && { stop: async () => ((await platform.close()).tablesSaved ? 0 : 1) };
  });
