/** What a Kubernetes name may be. Each check gives `undefined` for a good name, or the reason as a clause ("it …"). */

function check(text: string, longest: number, pattern: RegExp, shape: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.length > longest) return `it has ${text.length} characters, and ${longest} is the most`;
  return pattern.test(text) ? undefined : shape;
}

/** DNS-1123 label: containers, volumes, Service ports. */
export function labelNameProblem(text: string): string | undefined {
  return check(
    text,
    63,
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    'it may hold only small letters, digits and “-”, and must begin and end with a letter or digit',
  );
}

/** DNS-1123 subdomain: workloads. */
export function subdomainProblem(text: string): string | undefined {
  return check(
    text,
    253,
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
    'it may hold only small letters, digits, “-” and “.”, and each part must begin and end with a letter or digit',
  );
}

/** DNS-1035 label: Services. */
export function serviceNameProblem(text: string): string | undefined {
  return check(
    text,
    63,
    /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
    'it may hold only small letters, digits and “-”, must begin with a letter and end with a letter or digit',
  );
}

/** IANA service name: container ports, and target ports given by name. */
export function portNameProblem(text: string): string | undefined {
  if (text.includes('--')) return 'it has two “-” in a row';
  return check(
    text,
    15,
    /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    'it may hold only small letters, digits and “-”, with at least one letter, and must begin and end with a letter or digit',
  );
}

/** Environment variable: a C identifier, which every shell takes. */
export function variableNameProblem(text: string): string | undefined {
  return check(
    text,
    32_768,
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'it may hold only letters, digits and “_”, and must not begin with a digit',
  );
}

/** Label key: `[prefix/]name`. */
export function labelKeyProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  if (slash >= 0) {
    const prefix = subdomainProblem(text.slice(0, slash));
    if (prefix !== undefined) return `the part before “/” is not a domain: ${prefix}`;
  }
  return check(
    name,
    63,
    /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/,
    'it may hold only letters, digits, “-”, “_” and “.”, and must begin and end with a letter or digit',
  );
}

/** Label value; may be empty. */
export function labelValueProblem(text: string): string | undefined {
  if (text === '') return undefined;
  return check(
    text,
    63,
    /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/,
    'it may hold only letters, digits, “-”, “_” and “.”, and must begin and end with a letter or digit',
  );
}

/** A name made legal in the DNS-1123 label way (`Chat_App` → `chat-app`), or `undefined` where nothing is left. */
export function repairName(text: string, longest = 63): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');
  return name === '' ? undefined : name;
}
