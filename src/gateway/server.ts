/** How answers of ours name this server. */
export const SERVER = "The gateway";
