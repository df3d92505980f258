import { below, type Entry, entriesOf, type Workload } from '../model/appspec.ts';
import { labelNameProblem } from '../model/kubernetes-name.ts';
import { get, isMap, textOf } from '../model/plain.ts';
import { at, type Rule, rule, write } from './rule.ts';
import { listed, nearMiss, show } from './words.ts';

const isAbsent = (entry: Entry): boolean =>
  entry.value === undefined || entry.value === null || entry.value === '';

/** Sources of a volume that only Kubernetes knows. */
const kubernetesSources = [
  'emptyDir',
  'hostPath',
  'persistentVolumeClaim',
  'configMap',
  'secret',
  'nfs',
  'csi',
  'projected',
  'downwardAPI',
  'ephemeral',
  'iscsi',
  'local',
];

function sourceOf(volume: Entry): string | undefined {
  return kubernetesSources.find((key) => get(volume.value, key) !== undefined);
}

/** Names of the volumes that a pod of the workload can mount. */
function declared(workload: Workload): string[] {
  const claims = entriesOf(below(workload.object, 'spec', 'volumeClaimTemplates'));
  return [
    ...workload.volumes.map((volume) => textOf(get(volume.value, 'name'))),
    ...claims.map((claim) => textOf(get(get(claim.value, 'metadata'), 'name'))),
  ].filter((name) => name !== undefined);
}

function requiredField(options: {
  readonly code: string;
  readonly field: string;
  readonly title: string;
  readonly help: string;
  readonly advice: string;
  readonly onlyStatic?: true;
}): Rule {
  return rule({
    code: options.code,
    severity: 'error',
    title: options.title,
    help: options.help,
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        for (const volume of workload.volumes) {
          if (!isMap(volume.value)) continue;
          if (options.onlyStatic && volume.value.volumeType !== 'static') continue;
          if (options.field !== 'name' && sourceOf(volume) !== undefined) continue;
          const entry = below(volume, options.field);
          if (!isAbsent(entry) && typeof entry.value === 'string') continue;
          const name = textOf(volume.value.name);
          const which = name === undefined || name === '' ? 'A volume' : `Volume “${name}”`;
          yield {
            at: at(entry),
            message: `${which} of ${workload.object.title} ${isAbsent(entry) ? `has no ${options.field}` : `has ${show(entry.value)} as its ${options.field}, which is no text`}. ${options.advice}`,
            absent: true,
          };
        }
      }
    },
  });
}

export const volumeRules = [
  requiredField({
    code: 'appspec/volume-missing-name',
    field: 'name',
    title: 'Every volume has a name.',
    help: 'volumeMounts name the volume they mount.',
    advice: 'Give it the name its volumeMounts use.',
  }),
  requiredField({
    code: 'appspec/volume-missing-fs-type',
    field: 'fsType',
    title: 'Every volume has an fsType.',
    help: 'fsType says what file system the volume has.',
    advice: 'Add one, such as fsType: ext4.',
  }),
  requiredField({
    code: 'appspec/volume-missing-type',
    field: 'volumeType',
    title: 'Every volume has a volumeType.',
    help: 'static takes a volume that is there already, dynamic has one made.',
    advice: 'Add volumeType: dynamic, or static with a volumeName.',
  }),
  requiredField({
    code: 'appspec/volume-missing-volume-name',
    field: 'volumeName',
    title: 'Every static volume has a volumeName.',
    help: 'volumeName says which existing volume is meant.',
    advice: 'Name the existing volume it stands for.',
    onlyStatic: true,
  }),
  rule({
    code: 'appspec/volume-type',
    severity: 'warning',
    title: 'volumeType is static or dynamic.',
    help: 'Other values are not known to do anything.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        for (const volume of workload.volumes) {
          const type = below(volume, 'volumeType');
          if (
            typeof type.value !== 'string' ||
            type.value === '' ||
            ['static', 'dynamic'].includes(type.value)
          )
            continue;
          const near = nearMiss(type.value, ['static', 'dynamic']);
          yield {
            at: at(type),
            message: `${show(type.value)} is not a known volumeType (${workload.object.title}). Use ${near ?? 'static or dynamic'}.`,
            repairs:
              near === undefined
                ? []
                : [write(`Use ${near}`, type, near, { safe: near === type.value.toLowerCase() })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/kubernetes-only-volume-source',
    severity: 'error',
    title: 'No volume has a source that only Kubernetes knows.',
    help: 'emptyDir, hostPath, persistentVolumeClaim, configMap, secret and their like are legal Kubernetes, but the Marketplace refuses them.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        for (const volume of workload.volumes) {
          const source = sourceOf(volume);
          if (source === undefined) continue;
          const env = source === 'configMap' || source === 'secret';
          yield {
            at: at(below(volume, source), 'key'),
            message: `${source} is Kubernetes, but not allowed as a volume in an AppSpec (${workload.object.title}). ${env ? 'Put the values into the env of the container.' : 'Give the volume an fsType and a volumeType instead.'}`,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/kubernetes-only-claim-templates',
    severity: 'warning',
    title: 'No StatefulSet has volumeClaimTemplates.',
    help: 'They are legal Kubernetes, but the Marketplace is not known to read them.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const templates = below(workload.object, 'spec', 'volumeClaimTemplates');
        if (isAbsent(templates)) continue;
        yield {
          at: at(templates, 'key'),
          message: `volumeClaimTemplates of ${workload.object.title} are Kubernetes, but not read here. Declare the volume under volumes of the pod, with fsType and volumeType.`,
        };
      }
    },
  }),
  rule({
    code: 'appspec/volume-name-invalid',
    severity: 'error',
    title: 'Volume names follow the DNS rules.',
    help: 'At most 63 small letters, digits and “-”.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        for (const volume of workload.volumes) {
          const name = textOf(get(volume.value, 'name'));
          const problem = name === undefined || name === '' ? undefined : labelNameProblem(name);
          if (problem === undefined) continue;
          yield {
            at: at(below(volume, 'name')),
            message: `${show(name)} cannot name a volume (${workload.object.title}): ${problem}.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/volume-duplicate-name',
    severity: 'error',
    title: 'The volumes of a pod have different names.',
    help: 'Kubernetes refuses two of one name.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const first = new Map<string, Entry>();
        for (const volume of workload.volumes) {
          const name = textOf(get(volume.value, 'name'));
          if (name === undefined || name === '') continue;
          const earlier = first.get(name);
          if (earlier === undefined) {
            first.set(name, volume);
            continue;
          }
          yield {
            at: at(below(volume, 'name')),
            message: `${workload.object.title} has two volumes named ${show(name)}. Give this one another name.`,
            related: [{ at: at(below(earlier, 'name')), message: 'The name was first used here.' }],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/mount-missing-name',
    severity: 'error',
    title: 'Every volumeMount names its volume.',
    help: 'name is the name of one of the pod’s volumes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const mount of container.mounts) {
          const name = below(mount, 'name');
          if (typeof name.value === 'string' && name.value !== '') continue;
          yield {
            at: at(name),
            message: `A volumeMount of ${container.title} has no name. Name the volume it mounts.`,
            absent: true,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/mount-missing-path',
    severity: 'error',
    title: 'Every volumeMount has a mountPath.',
    help: 'mountPath is where in the container the volume appears.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const mount of container.mounts) {
          const path = below(mount, 'mountPath');
          if (typeof path.value === 'string' && path.value !== '') continue;
          yield {
            at: at(path),
            message: `The volumeMount ${show(get(mount.value, 'name'))} of ${container.title} has no mountPath. Add one, such as /data.`,
            absent: true,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/mount-path-invalid',
    severity: 'error',
    title: 'Mount paths are absolute, without “:”.',
    help: 'Kubernetes refuses “:” in a mount path; a path that does not begin with “/” depends on the image.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const mount of container.mounts) {
          const path = below(mount, 'mountPath');
          if (typeof path.value !== 'string' || path.value === '') continue;
          if (path.value.startsWith('/') && !path.value.includes(':')) continue;
          const colon = path.value.includes(':');
          yield {
            at: at(path),
            message: `${show(path.value)} is not a mount path (${container.title}). ${colon ? 'It may not hold “:”.' : `Begin it with “/”.`}`,
            repairs: colon
              ? []
              : [write(`Use /${path.value}`, path, `/${path.value.replace(/^\.?\/+/, '')}`, { safe: false })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/mount-path-duplicate',
    severity: 'error',
    title: 'A container mounts one volume at a path.',
    help: 'Kubernetes refuses two volumes at the same path.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const first = new Map<string, Entry>();
        for (const mount of container.mounts) {
          const path = textOf(get(mount.value, 'mountPath'));
          if (path === undefined || path === '') continue;
          const earlier = first.get(path);
          if (earlier === undefined) {
            first.set(path, mount);
            continue;
          }
          yield {
            at: at(below(mount, 'mountPath')),
            message: `The ${container.title} mounts two volumes at ${show(path)}. Give this one another path.`,
            related: [{ at: at(below(earlier, 'mountPath')), message: 'The path was first used here.' }],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/mount-unknown-volume',
    severity: 'error',
    title: 'Every volumeMount names a declared volume.',
    help: 'The volume must be under volumes of the same pod.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const names = declared(workload);
        const known = new Set(names);
        // A volume without a usable name is reported itself; which mount means it cannot be told.
        if (workload.volumes.some((volume) => textOf(get(volume.value, 'name')) === undefined)) continue;
        for (const container of workload.containers) {
          for (const mount of container.mounts) {
            const name = textOf(get(mount.value, 'name'));
            if (name === undefined || name === '' || known.has(name)) continue;
            const near = names.length === 1 ? names[0] : nearMiss(name, names);
            const entry = below(mount, 'name');
            yield {
              at: at(entry),
              message: `The ${container.title} mounts ${show(name)}, which is no volume of ${workload.object.title}. ${names.length === 0 ? 'Declare it under volumes, with fsType and volumeType.' : `Its volumes are ${listed(names)}.`}`,
              repairs: near === undefined ? [] : [write(`Use ${near}`, entry, near, { safe: false })],
              absent: true,
            };
          }
        }
      }
    },
  }),
];
