/** How the answers of the edge name this server. */
export const SERVER = "The local platform";
