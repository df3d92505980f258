import { bumpVersion, compareVersions, parseVersion } from '../model/semver.ts';
import { atField, type Repair, rule, write } from './rule.ts';

export const versionRules = [
  rule({
    code: 'appjson/version-not-raised',
    severity: 'warning',
    title: 'version has risen since the last export.',
    help: 'The platform takes an update only where the version is higher than the one it has.',
    needs: ['appJson', 'lastExport'],
    *check({ appJson, lastExport }) {
      const { version } = appJson.value;
      if (lastExport === null) return;
      const target = { object: appJson.object, path: ['version'] };
      if (typeof version === 'number') {
        const before = /^\d+$/.test(lastExport.version) ? Number(lastExport.version) : undefined;
        if (before === undefined || version > before) return;
        yield {
          at: atField(appJson, ['version']),
          message: `version ${version} is not above ${before}, exported last. Raise it to ${before + 1}.`,
          repairs: [write(`Use ${before + 1}`, target, before + 1, { safe: false })],
        };
        return;
      }
      const [now, before] = [
        typeof version === 'string' ? parseVersion(version) : undefined,
        parseVersion(lastExport.version),
      ];
      if (now === undefined || before === undefined || compareVersions(now, before) > 0) return;
      const [patch, minor] = [bumpVersion(before, 'patch'), bumpVersion(before, 'minor')];
      const repairs: Repair[] = [patch, minor].map((next) =>
        write(`Use ${next}`, target, next, { safe: false }),
      );
      yield {
        at: atField(appJson, ['version']),
        message: `version “${String(version)}” is not above “${lastExport.version}”, exported last. Raise it, to ${patch} for example, or the platform will not see an update.`,
        repairs,
      };
    },
  }),
];
