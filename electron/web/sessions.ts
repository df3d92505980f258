import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const mostTokens = 20;

/** Who may use the host: whoever came with a token that was not used before, and since then has the cookie. */
export class Sessions {
  /** Cookies know no ports: the name keeps two hosts of one machine apart. */
  readonly cookieName: string;
  readonly #tokens = new Set<string>();
  readonly #cookies = new Set<string>();

  constructor(port: number) {
    this.cookieName = `gantry-${port}`;
  }

  /** A new token, good for one exchange. Only the latest few are good. */
  newToken(): string {
    const token = secret();
    this.#tokens.add(digest(token));
    for (const oldest of this.#tokens) if (this.#tokens.size > mostTokens) this.#tokens.delete(oldest);
    return token;
  }

  /** Takes a token and gives the value of a Set-Cookie header for it; nothing for what is no token or no longer one. */
  exchange(token: string): string | undefined {
    if (!this.#tokens.delete(digest(token))) return undefined;
    const cookie = secret();
    this.#cookies.add(digest(cookie));
    return `${this.cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a Cookie header holds one of the cookies that were given. */
  admits(header: string | undefined): boolean {
    for (const pair of (header ?? '').split(';')) {
      const [name, value] = pair.trim().split('=');
      if (name !== this.cookieName || value === undefined) continue;
      const given = Buffer.from(digest(value));
      for (const known of this.#cookies) if (timingSafeEqual(given, Buffer.from(known))) return true;
    }
    return false;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests of one length: comparing them tells nothing of how far a guess was right. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
