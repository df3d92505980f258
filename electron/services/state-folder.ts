import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Gantry keeps what it remembers for the user; `GANTRY_STATE_DIR` names another place. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return systemFolder(env, env.XDG_STATE_HOME || join(homedir(), '.local', 'state'));
}

/** Where Gantry puts files that are the user’s own to change, such as the sample; beside the state where `GANTRY_STATE_DIR` is set. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  return systemFolder(env, env.XDG_DATA_HOME || join(homedir(), '.local', 'share'));
}

/** Where Gantry keeps what it can make again at any time; within the state where `GANTRY_STATE_DIR` is set. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.GANTRY_STATE_DIR) return join(env.GANTRY_STATE_DIR, 'cache');
  if (process.platform === 'win32') return join(systemFolder(env, ''), 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Gantry');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gantry');
}

function systemFolder(env: NodeJS.ProcessEnv, elsewhere: string): string {
  if (env.GANTRY_STATE_DIR) return env.GANTRY_STATE_DIR;
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Gantry');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Gantry');
  return join(elsewhere, 'gantry');
}
