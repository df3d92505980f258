import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';

/** All that finding engines reads of the machine; given as a value so that any machine can be described in a test. */
export interface EngineEnvironment {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The user's number, absent on Windows. */
  readonly uid?: number;
  readonly variables: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** The text of a file, or nothing where it cannot be read. */
  readFile(path: string): string | undefined;
  /** The names in a folder, sorted; none where it cannot be read. */
  list(path: string): readonly string[];
}

/** The machine this runs on. */
export function systemEnvironment(): EngineEnvironment {
  const uid = process.getuid?.();
  return {
    platform: process.platform,
    home: homedir(),
    ...(uid === undefined ? {} : { uid }),
    variables: process.env,
    exists: existsSync,
    readFile: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    list: (path) => {
      try {
        return readdirSync(path).sort();
      } catch {
        return [];
      }
    },
  };
}
