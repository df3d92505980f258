import { spawn } from 'node:child_process';

/** Opens an address in the user's browser. False where none can be started; the user then opens it by hand. */
export async function openBrowser(
  url: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const [program, ...args] = browserCommand(url, platform);
  return await new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    // xdg-open ends at once where there is nothing to open with; elsewhere, and with a browser, it need not end.
    const timer = setTimeout(() => resolve(true), 2000);
    child.once('exit', (status) => {
      clearTimeout(timer);
      resolve(status === 0);
    });
    child.unref();
  });
}

/** What to start, without a shell: an address is never read as anything else. */
export function browserCommand(url: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
