import { runProgram } from "../commandLine/program";
import { FAILURE, runCommand } from "./commands";

runProgram(runCommand, { failure: FAILURE });
