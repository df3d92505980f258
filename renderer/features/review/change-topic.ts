/** What changes are grouped by, in the order in which one reads them. */
export const changeTopics = [
  'Access',
  'Version and identity',
  'Ports and UI',
  'Workloads',
  'Environment',
  'Images',
  'Findings',
  'Other',
] as const;
type ChangeTopic = (typeof changeTopics)[number];

const topics: readonly (readonly [RegExp, ChangeTopic])[] = [
  [/^(?:access|gate|privilege|verification|user)-/, 'Access'],
  [/^(?:version|software|name|description|id)-/, 'Version and identity'],
  [/^finding-/, 'Findings'],
  [/^(?:image|base|layer|platform|entrypoint|exposed-port)-/, 'Images'],
  [/^(?:port|service|ui)-/, 'Ports and UI'],
  [/^env-/, 'Environment'],
  [/^(?:container|command|replicas|requests|volume|mounts|cleanup|object|selector|workload)-/, 'Workloads'],
];

/** Where a kind of change belongs; a kind that is not known yet is “Other”. */
export function changeTopic(kind: string): ChangeTopic {
  return topics.find(([pattern]) => pattern.test(kind))?.[1] ?? 'Other';
}
