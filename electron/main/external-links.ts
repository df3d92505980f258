/** Every address outside Gantry that it opens, in the system's browser; as exact as they stand here. */
export const externalLinks = [
  { title: 'Install Docker Engine', url: 'https://docs.docker.com/engine/install/' },
  { title: 'Install Podman', url: 'https://podman.io/docs/installation' },
  { title: 'Cohesity developer portal', url: 'https://developer.cohesity.com/' },
] as const;

/** Whether an address may be opened in the system's browser: one of the list, character for character. */
export function isExternalLink(url: string): boolean {
  return externalLinks.some((link) => link.url === url);
}
