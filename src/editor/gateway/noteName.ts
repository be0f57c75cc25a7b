/** The file in which the window that runs the gateway says so. */
export const NOTE_NAME = "running.json";
