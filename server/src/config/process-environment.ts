/** The environment this process was started with, for those who start another with a changed one. */
export const processEnvironment: Readonly<NodeJS.ProcessEnv> = process.env;
