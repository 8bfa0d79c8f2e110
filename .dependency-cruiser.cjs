/**
 * The import laws of the house, as data. A planted violation of each is caught by
 * test/unit/house/import-laws.spec.ts.
 */
const wings = ['foundation', 'responsibility', 'targeting', 'integration', 'practice', 'service'];

/** A wing imports only itself and the wings to its left. */
const wingsLookLeft = wings.slice(0, -1).map((wing, index) => ({
  name: `${wing}-looks-left`,
  severity: 'error',
  from: { path: `^src/${wing}/` },
  to: { path: `^src/(${wings.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...wingsLookLeft,
    {
      name: 'wings-do-not-import-the-root',
      severity: 'error',
      comment:
        'main, worker, app.module, commands and seed assemble the wings; nothing in a wing knows them.',
      from: { path: `^src/(${wings.join('|')})/` },
      to: { path: '^src/([^/]+\\.ts$|command/|seed/)' },
    },
    {
      name: 'features-meet-at-entity-service-module',
      severity: 'error',
      comment: 'A feature may use another feature only through its entities, services, ports and modules.',
      from: { path: '^src/(responsibility|targeting|integration|practice|service)/([^/]+)/' },
      to: {
        path: '^src/(responsibility|targeting|integration|practice|service)/([^/]+)/',
        pathNot: ['^src/$1/$2/', '\\.(entity|service|module|port|queue)\\.ts$'],
      },
    },
    { name: 'no-circular-files', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-circular-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      comment: 'The asset build is a step of the build; esbuild is not there when the product runs.',
      from: { path: '^(src|migrations)/', pathNot: '^src/command/build-assets\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
    {
      name: 'source-never-imports-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
