/** Modes of what pages and daemons of trackings make: the umask takes from them, and others never get a right to write. */

export const DIRECTORY_MODE = 0o775;
export const FILE_MODE = 0o664;
