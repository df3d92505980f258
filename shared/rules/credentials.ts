/** Shapes of credentials that can be told by their look alone. */
const shapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[opusr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b/g },
  { what: 'a GitLab token', pattern: /\bglpat-[\w-]{20,}/g },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { what: 'a Google API key', pattern: /\bAIza[\w-]{35}/g },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/g },
  { what: 'an API key', pattern: /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}/g },
  { what: 'a JSON web token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  {
    what: 'a URL with a password',
    pattern: /\b[a-z][a-z+]{1,12}:\/\/[^\s:@/$<>{}"']{1,64}:[^\s:@/$<>{}"'*]{4,128}@/g,
  },
];

export interface Credential {
  readonly what: string;
  readonly value: string;
  readonly index: number;
}

/** Every credential that can be told by its look, placeholders left out. */
export function findCredentials(text: string): Credential[] {
  const found: Credential[] = [];
  for (const { what, pattern } of shapes) {
    for (const match of text.matchAll(pattern)) {
      if (!/example|x{6,}|0{12,}/i.test(match[0])) found.push({ what, value: match[0], index: match.index });
    }
  }
  return found;
}

/** Enough of a credential to recognise it, not enough to use it. */
export function mask(value: string): string {
  const shown = value.length >= 16 ? value.slice(0, 4) : value.slice(0, 1);
  return `${shown}… (${value.length} characters)`;
}

/** Whether a value stands for one that is still to be filled in (`your-api-key`, `changeme`, `<token>`). */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return (
    /^<[^<>]{1,80}>$/.test(text) ||
    /^(?:\$\{[^}]{1,80}\}|\{\{.{1,80}\}\}|%[A-Z_]{2,80}%)$/.test(text) ||
    /^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)?\b.{0,40}|to[-_ ]?do|fix[-_ ]?me|tbd|x{3,}|placeholder|dummy|insert[-_ ].{1,40}|enter[-_ ].{1,40}|my[-_ ](?:api[-_ ]?key|token|secret|password))$/i.test(
      text,
    ) ||
    /^your(?:[-_ ]\w+){0,5}[-_ ](?:key|token|secret|password|id|name|url|host|user|username|value|here|endpoint|domain|org|cluster)(?:[-_ ]here)?$/i.test(
      text,
    ) ||
    /^(?:example|sample|test)[-_ ](?:api[-_ ]?)?(?:key|token|secret|password)$/i.test(text)
  );
}

const secretWord =
  /(?:^|[_-])(?:api_?key|secret|token|password|passwd|passphrase|private_?key|credentials?|access_?key|client_?secret)(?:$|_(?:key|value|base64|b64|\d+)$)/i;

/** Whether a variable's name says that it holds a credential (`GAIA_API_KEY`, not `TOKEN_URL`). */
export function isSecretName(name: string): boolean {
  return secretWord.test(name);
}

/** Whether a literal under a secret name is a credential: no placeholder, no switch, no reference to another variable. */
export function isLiteralSecret(value: string): boolean {
  const text = value.trim();
  if (
    text.length < 4 ||
    /^(?:true|false|none|null|optional|required|disabled|enabled|auto|default)$/i.test(text)
  )
    return false;
  return (
    !isPlaceholder(text) && !/^\$[({A-Za-z_]/.test(text) && !/^(?:\/|\.\/|file:|https?:\/\/[^@]*$)/.test(text)
  );
}

/** A variable's value as others may see it: what is a credential by its name or its look is masked. */
export function maskedValue(name: string, value: string): string {
  if (isSecretName(name) && isLiteralSecret(value)) return mask(value);
  let shown = value;
  for (const { value: credential } of findCredentials(value)) {
    shown = shown.replaceAll(credential, () => mask(credential));
  }
  return shown;
}
