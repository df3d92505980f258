const off = /^(?:false|0|no|off|none|never)$/i;
const on = /^(?:true|1|yes|on|always)$/i;
const verifies =
  /(?:verify_?(?:ssl|tls|https?|certs?|certificates?|peer)|(?:ssl|tls|https?|certs?)_?verify|check_?certs?|reject_?unauthorized|strict_?ssl)/i;
const skips =
  /(?:insecure|no_?verify|(?:skip|disable|ignore)_?(?:ssl|tls|certs?|verify|verification)|(?:ssl|tls|cert)_?(?:skip|disable|ignore))/i;

/** Whether a variable with this value turns the checking of certificates off. */
export function turnsVerificationOff(name: string, value: string): boolean {
  const text = value.trim();
  if (skips.test(name)) return on.test(text);
  return verifies.test(name) && off.test(text);
}

/** Words of source code that turn the checking of certificates off. */
const codePatterns: readonly RegExp[] = [
  /\bverify\s*=\s*False\b/g,
  /\brejectUnauthorized["']?\s*:\s*false\b/g,
  /\bInsecureSkipVerify\s*:\s*true\b/g,
  /\bssl\.(?:CERT_NONE|_create_unverified_context)\b/g,
  /\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*[=:]\s*["']?0/g,
  /\b[A-Z_]*(?:VERIFY_(?:SSL|TLS)|(?:SSL|TLS)_VERIFY)[A-Z_]*\s*[=:]\s*["']?(?:false|0)\b/gi,
  /\bcurl\s(?:[^\n|;&]{0,200}\s)?(?:--insecure|-[A-Za-z]{0,6}k[A-Za-z]{0,6})(?=\s)[^\n|;&]{0,200}/g,
  /\bwget\s[^\n|;&]{0,200}--no-check-certificate[^\n|;&]{0,200}/g,
];

export interface CodeMatch {
  readonly text: string;
  readonly index: number;
}

/** The places of a source text where the checking of certificates is turned off; calls to the machine itself do not count. */
export function findVerificationOff(text: string): CodeMatch[] {
  return codePatterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .filter((match) => !/\/\/(?:localhost|127\.0\.0\.1|\[::1\])/.test(match[0]))
      .map((match) => ({ text: match[0].trim(), index: match.index })),
  );
}
