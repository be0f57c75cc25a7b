import { runProgram } from "../commandLine/program";
import { startFromCommandLine } from "./commandLine";

// The extension loads createGateway, from the same bundle.
export { createGateway } from "./createGateway";

if (require.main === module)
  runProgram(async (...given) => {
    const gateway = await startFromCommandLine(...given);
    return gateway && { stop: () => gateway.close().then(() => 0) };
  });
