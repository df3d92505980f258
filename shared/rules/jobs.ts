import { type AppSpecObject, below, type Entry } from '../model/appspec.ts';
import { isMap } from '../model/plain.ts';
import { at, rule, take, write } from './rule.ts';
import { nearMiss, show } from './words.ts';

/** Where a Job may carry its tag: under metadata, or among its labels. */
function tagsOf(object: AppSpecObject): Entry[] {
  return [
    below(object, 'metadata', 'cohesityTag'),
    below(object, 'metadata', 'labels', 'cohesityTag'),
  ].filter((entry) => entry.value !== undefined);
}

export const jobRules = [
  rule({
    code: 'appspec/job-tag',
    severity: 'error',
    title: 'The only tag of a Job is cleanup.',
    help: 'A Job tagged cleanup runs when the app is uninstalled; one without a tag runs when it is installed.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (object.treatedAs === 'Service') continue;
        for (const tag of tagsOf(object)) {
          if (tag.value === 'cleanup') continue;
          const near = typeof tag.value === 'string' ? nearMiss(tag.value, ['cleanup']) : undefined;
          const sameWord = String(tag.value).trim().toLowerCase() === 'cleanup';
          const isJob = object.treatedAs === 'Job';
          yield {
            at: at(tag),
            message: `${show(tag.value)} is not a tag of a ${object.kind ?? 'Kubernetes object'}. ${isJob ? 'The only one is cleanup: run when the app is uninstalled.' : 'Remove it; ui belongs on a port of a Service, cleanup on a Job.'}`,
            repairs: isJob
              ? near === undefined
                ? []
                : [write('Use cleanup', tag, 'cleanup', { safe: sameWord })]
              : [take('Remove the tag', tag, { safe: false })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/cleanup-tag-not-job',
    severity: 'error',
    title: 'Only a Job is tagged cleanup.',
    help: 'What runs at uninstall ends by itself, so it is a Job.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (object.treatedAs === 'Job' || object.treatedAs === undefined) continue;
        for (const tag of tagsOf(object)) {
          if (tag.value !== 'cleanup') continue;
          yield {
            at: at(tag),
            message: `${object.title} is tagged cleanup, which only a Job may be. Remove the tag, or make it a Job.`,
            repairs: [take('Remove the tag', tag, { safe: false })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/several-cleanup-jobs',
    severity: 'error',
    title: 'At most one Job is tagged cleanup.',
    help: 'The platform runs one Job at uninstall.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      const tagged = appSpec.objects.flatMap((object) => {
        const tag =
          object.treatedAs === 'Job' ? tagsOf(object).find((each) => each.value === 'cleanup') : undefined;
        return tag === undefined ? [] : [{ object, tag }];
      });
      const [first, ...others] = tagged;
      if (first === undefined) return;
      for (const { object, tag } of others) {
        yield {
          at: at(tag),
          message: `${object.title} is a second Job tagged cleanup; one is the most. Do its work in ${first.object.title}, or remove the tag.`,
          related: [{ at: at(first.tag), message: 'The first Job tagged cleanup.' }],
        };
      }
    },
  }),
  rule({
    code: 'appspec/restart-policy',
    severity: 'error',
    title: 'The restart policy fits the kind.',
    help: 'Kubernetes takes OnFailure or Never for a Job, and Always for everything that keeps running.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const policy = below(workload.podSpec, 'restartPolicy');
        if (policy.value === undefined || policy.value === null) continue;
        const legal = workload.kind === 'Job' ? ['OnFailure', 'Never'] : ['Always'];
        if (typeof policy.value === 'string' && legal.includes(policy.value)) continue;
        const [best = 'Always'] = legal;
        yield {
          at: at(policy),
          message: `restartPolicy ${show(policy.value)} does not fit ${workload.object.title}. Use ${legal.join(' or ')}.`,
          repairs: [write(`Use ${best}`, policy, best, { safe: workload.kind !== 'Job' })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/job-restart-policy-missing',
    severity: 'note',
    title: 'A Job says its restart policy.',
    help: 'Kubernetes itself wants OnFailure or Never on a Job.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const policy = below(workload.podSpec, 'restartPolicy');
        if (workload.kind !== 'Job' || !isMap(workload.podSpec.value)) continue;
        if (policy.value !== undefined && policy.value !== null) continue;
        yield {
          at: at(workload.podSpec, 'key'),
          message: `${workload.object.title} says no restartPolicy. Add OnFailure (try again) or Never.`,
          repairs: ['OnFailure', 'Never'].map((each) => write(`Use ${each}`, policy, each, { safe: false })),
          absent: true,
        };
      }
    },
  }),
];
