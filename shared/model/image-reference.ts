/** A container image reference: `[domain/]repository[:tag][@digest]`. */
export interface ImageReference {
  /** Registry host, absent for Docker's default registry. */
  readonly domain?: string;
  /** Path in the registry, without the `library/` of official images. */
  readonly repository: string;
  /** Absent when a digest stands alone; otherwise `latest` where none is written. */
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

export type ParsedReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly reason: string };

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const domainPart =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** Reads a reference the way Docker does; the reason of a failure is a plain clause ("the tag … "). */
export function parseReference(text: string): ParsedReference {
  if (text === '') return { ok: false, reason: 'it is empty' };
  if (text.trim() !== text) return { ok: false, reason: 'it begins or ends with a space' };
  let rest = text;
  let digest: string | undefined;
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!digestPattern.test(digest)) return { ok: false, reason: `“${digest}” is not a digest` };
  }
  let tag: string | undefined;
  const colon = rest.lastIndexOf(':');
  if (colon > rest.lastIndexOf('/')) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!tagPattern.test(tag)) return { ok: false, reason: `“${tag}” is not a tag` };
  }
  let domain: string | undefined;
  const slash = rest.indexOf('/');
  if (slash > 0) {
    const first = rest.slice(0, slash);
    if (first === 'localhost' || /[.:[]/.test(first) || first !== first.toLowerCase()) {
      if (!domainPart.test(first)) return { ok: false, reason: `“${first}” is not a registry host` };
      domain = first;
      rest = rest.slice(slash + 1);
    }
  }
  if (domain === 'docker.io' || domain === 'index.docker.io') domain = undefined;
  if (domain === undefined && rest.startsWith('library/')) rest = rest.slice('library/'.length);
  if (rest === '') return { ok: false, reason: 'it names no repository' };
  const bad = rest.split('/').find((part) => !component.test(part));
  if (bad !== undefined) {
    const reason =
      bad === bad.toLowerCase()
        ? `“${bad}” is not a repository name`
        : `“${bad}” has capital letters, which a repository name may not have`;
    return { ok: false, reason };
  }
  return {
    ok: true,
    reference: {
      repository: rest,
      ...(domain === undefined ? {} : { domain }),
      ...(tag === undefined ? (digest === undefined ? { tag: 'latest' } : {}) : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/** The one spelling of a reference: `my-app:latest`, `localhost/my-app:1.0`, `my-app@sha256:…`. */
export function formatReference(reference: ImageReference): string {
  const name =
    reference.domain === undefined ? reference.repository : `${reference.domain}/${reference.repository}`;
  return (
    name +
    (reference.tag === undefined ? '' : `:${reference.tag}`) +
    (reference.digest === undefined ? '' : `@${reference.digest}`)
  );
}

/** The one spelling of a reference text, or the text itself where it is none. Two references are equal when these are. */
export function normaliseReference(text: string): string {
  const parsed = parseReference(text);
  return parsed.ok ? formatReference(parsed.reference) : text;
}
