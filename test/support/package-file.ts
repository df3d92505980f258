/**
 * Names of files that packages in node_modules may bring into what is shipped: programs, data, licences, and a program
 * and a helper of yargs that are named without an ending.
 */
export const packageFile =
  /(?:^|\/)node_modules\/.+(?:\.(?:js|cjs|mjs|json|proto|txt)|\/(?:LICEN[CS]E[\w.-]*|NOTICE|COPYING|yargs))$/i;
