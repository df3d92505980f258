import { safeStorage } from 'electron';

/**
 * Seals a text so that only this user of this system can read it again. `undefined` where the system has no keychain
 * to do it with: then nothing may be kept at all.
 */
export function seal(text: string): string | undefined {
  return canSeal() ? safeStorage.encryptString(text).toString('base64') : undefined;
}

/** Opens what was sealed; `undefined` where it was sealed elsewhere or damaged. */
export function unseal(sealed: string): string | undefined {
  if (!canSeal()) return undefined;
  try {
    return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
  } catch {
    return undefined;
  }
}

function canSeal(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // Without a keychain, Linux would seal with a password that everyone knows.
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
