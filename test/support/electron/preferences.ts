/**
 * What a page of the stand-in is like, whatever a shell asks for: one that asks for anything else must not pass, as it
 * would not get it here. The security tests want the shell to ask for all of it, and not to rely on Electron's defaults.
 */
export const pagePreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;
