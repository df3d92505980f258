/** The layering of ARCHITECTURE.md, checked in every test run. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Types may refer to one another (the slices of the store and the store they make up); code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-imports-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ knows no Node, no DOM, no host: only itself and pure libraries.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: '^shared/|^node_modules/(yaml|ajv|typebox|jsonc-parser|diff)/' },
    },
    {
      name: 'services-stay-below-hosts',
      severity: 'error',
      from: { path: '^electron/services/' },
      to: { path: '^(electron/(?!services/)|renderer/)|^node_modules/electron/' },
    },
    {
      name: 'hosts-are-strangers',
      comment: 'main, web and cli never import one another.',
      severity: 'error',
      from: { path: '^electron/(main|web|cli)/' },
      to: { path: '^(electron/(main|web|cli|preload)|renderer)/', pathNot: '^electron/$1/' },
    },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { pathNot: '^(electron/(main|preload)|test)/' },
      to: { path: '^(node_modules/electron/|electron$)' },
    },
    {
      name: 'preload-hands-over-a-port-only',
      severity: 'error',
      from: { path: '^electron/preload/' },
      to: { pathNot: '^(electron/preload/|shared/contract/)|^(node_modules/electron/|electron$)' },
    },
    {
      name: 'renderer-knows-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-imports-no-builtin',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'components-are-plain-react',
      severity: 'error',
      from: { path: '^renderer/components/' },
      to: { path: '^(renderer/(app|store|features)|shared|electron)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
