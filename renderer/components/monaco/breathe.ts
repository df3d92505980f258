/**
 * Imported between two large parts of Monaco: the browser answers keys and draws what waits before the part behind
 * runs.
 */
await new Promise((resolve) => setTimeout(resolve));

export {};
