import { below, type Entry, type Workload } from '../model/appspec.ts';
import { get, isMap } from '../model/plain.ts';
import { at, type Finding, type Repair, rule, take, write } from './rule.ts';
import { listed, nearMiss, show } from './words.ts';

const keys = ['fixed', 'share', 'min', 'max'];
const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** The workloads that may have replicas, with the map where it is one. */
function running(workloads: readonly Workload[]): readonly Workload[] {
  return workloads.filter((workload) => workload.kind !== 'Job');
}

function* valueFindings(replicas: Entry, title: string): Iterable<Finding> {
  for (const key of keys) {
    const entry = below(replicas, key);
    if (isAbsent(entry.value)) continue;
    const share = key === 'share';
    const good = share
      ? typeof entry.value === 'number' && Number.isFinite(entry.value) && entry.value > 0
      : isCount(entry.value);
    if (good) continue;
    const meant =
      typeof entry.value === 'string' && entry.value.trim() !== '' ? Number(entry.value) : Number.NaN;
    const usable = share ? Number.isFinite(meant) && meant > 0 : isCount(meant);
    yield {
      at: at(entry),
      message: `replicas.${key} of ${title} is ${show(entry.value)}. Use ${share ? 'a number above 0, such as 0.5 for one pod on every second node' : 'a whole number, 0 or more'}${usable ? ', without quotes' : ''}.`,
      repairs: usable ? [write(`Use ${meant}`, entry, meant, { safe: true })] : [],
    };
  }
}

export const replicaRules = [
  rule({
    code: 'appspec/replicas-missing',
    severity: 'warning',
    title: 'A ReplicaSet or StatefulSet says how many pods run.',
    help: '{fixed: N} for N pods, {share: X} for X pods per cluster node.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of running(appSpec.workloads)) {
        // A DaemonSet has none; its own repair brings them.
        if (!isAbsent(replicas.value) || !isMap(get(object.value, 'spec')) || object.kind === 'DaemonSet')
          continue;
        yield {
          at: at(replicas),
          message: `${object.title} does not say how many pods run. Add replicas: {fixed: 1}, or a share per node.`,
          repairs: [write('Add replicas: {fixed: 1}', replicas, { fixed: 1 }, { safe: true })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/replicas-not-a-map',
    severity: 'error',
    title: 'replicas is a map, never a bare number.',
    help: 'Kubernetes writes replicas: 1; the Marketplace wants replicas: {fixed: 1}.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) {
        if (isAbsent(replicas.value) || isMap(replicas.value)) continue;
        const written = replicas.value;
        const number = typeof written === 'string' && /^\d{1,6}$/.test(written) ? Number(written) : written;
        const repairs: Repair[] = isCount(number)
          ? [write(`Use {fixed: ${number}}`, replicas, { fixed: number }, { safe: true })]
          : [];
        yield {
          at: at(replicas),
          message: `replicas of ${object.title} is ${show(written)}; it must be a map. Use {fixed: ${isCount(number) ? number : 1}}, or {share: …} for pods per node.`,
          repairs,
        };
      }
    },
  }),
  rule({
    code: 'appspec/replicas-neither',
    severity: 'error',
    title: 'replicas has fixed or share.',
    help: 'min and max only bound a share.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) {
        if (!isMap(replicas.value)) continue;
        if (!isAbsent(replicas.value.fixed) || !isAbsent(replicas.value.share)) continue;
        yield {
          at: at(replicas),
          message: `replicas of ${object.title} has neither fixed nor share. Add fixed: 1, or share: with the pods per node.`,
          repairs: [write('Use {fixed: 1}', replicas, { fixed: 1 }, { safe: false })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/replicas-mixed',
    severity: 'error',
    title: 'fixed stands alone in replicas.',
    help: 'fixed excludes share, min and max.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) {
        if (!isMap(replicas.value) || isAbsent(replicas.value.fixed)) continue;
        const map = replicas.value;
        const others = ['share', 'min', 'max'].filter((key) => !isAbsent(map[key]));
        if (others.length === 0) continue;
        const index = object.object.index;
        const remove = (names: readonly string[]): Repair['title'] => `Keep ${names.join(', ')} only`;
        const repairs: Repair[] = [
          {
            title: remove(['fixed']),
            safe: false,
            changes: others.map((key) => ({ op: 'remove', object: index, path: [...replicas.path, key] })),
          },
        ];
        if (others.includes('share')) {
          repairs.push({
            title: remove(others),
            safe: false,
            changes: [{ op: 'remove', object: index, path: [...replicas.path, 'fixed'] }],
          });
        }
        yield {
          at: at(replicas),
          message: `replicas of ${object.title} has fixed together with ${listed(others)}. Keep fixed alone, or use share with min and max.`,
          repairs,
        };
      }
    },
  }),
  rule({
    code: 'appspec/replicas-value',
    severity: 'error',
    title: 'The numbers in replicas make sense.',
    help: 'fixed, min and max are whole numbers from 0; share is a number above 0 and may be a fraction.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) yield* valueFindings(replicas, object.title);
    },
  }),
  rule({
    code: 'appspec/replicas-range',
    severity: 'error',
    title: 'min is not above max.',
    help: 'No number of pods is at least min and at most max otherwise.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) {
        const [min, max] = [get(replicas.value, 'min'), get(replicas.value, 'max')];
        if (typeof min !== 'number' || typeof max !== 'number' || min <= max) continue;
        yield {
          at: at(below(replicas, 'min')),
          message: `replicas of ${object.title} has min ${min} above max ${max}, so no number of pods fits. Lower min or raise max.`,
          related: [{ at: at(below(replicas, 'max')), message: 'max is set here.' }],
        };
      }
    },
  }),
  rule({
    code: 'appspec/replicas-unknown-key',
    severity: 'warning',
    title: 'replicas has no keys but fixed, share, min and max.',
    help: 'Others are not read.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, replicas } of appSpec.workloads) {
        if (!isMap(replicas.value)) continue;
        for (const key of Object.keys(replicas.value)) {
          if (keys.includes(key)) continue;
          const near = nearMiss(key, keys);
          const entry = below(replicas, key);
          const free = near !== undefined && replicas.value[near] === undefined;
          yield {
            at: at(entry, 'key'),
            message: `${show(key)} is not read in replicas (${object.title}). ${near === undefined ? `Its keys are ${listed(keys)}.` : `Did you mean ${near}?`}`,
            repairs: free
              ? [
                  {
                    title: `Use ${near}`,
                    safe: false,
                    changes: [{ op: 'rename', object: object.object.index, path: entry.path, key: near }],
                  },
                ]
              : [],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/replicas-on-job',
    severity: 'warning',
    title: 'A Job has no replicas.',
    help: 'Kubernetes runs a Job once, or as often as completions says.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { kind, object, replicas } of appSpec.workloads) {
        if (kind !== 'Job' || isAbsent(replicas.value)) continue;
        yield {
          at: at(replicas, 'entry'),
          message: `${object.title} has replicas, which a Job does not take. Remove them.`,
          repairs: [take('Remove replicas', replicas, { safe: false })],
        };
      }
    },
  }),
];
