import { join } from 'node:path';

/** What the environment says to a studio of its own home, with this engine and none of the machine's settings for engines. */
export function homeEnvironment(home: string, engine: string): Record<string, string> {
  return {
    HOME: home,
    USERPROFILE: home,
    GANTRY_STATE_DIR: join(home, '.state'),
    DOCKER_HOST: engine,
    DOCKER_CONTEXT: '',
    DOCKER_CONFIG: join(home, '.docker'),
  };
}
