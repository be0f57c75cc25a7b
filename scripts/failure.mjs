/** Something that the person at the terminal can mend: the message is one sentence that says what to do. */
export class Failure extends Error {
  name = "Failure";
}

/** Runs `main`; a `Failure` prints its sentence alone, anything else is a bug and prints its stack. Both exit with 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exit(1);
  }
}
