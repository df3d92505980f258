import { below, type Entry, entriesOf, labelsMatch, type Workload } from '../model/appspec.ts';
import { get, isMap, itemsOf } from '../model/plain.ts';
import { at, type Repair, rule, write } from './rule.ts';
import { show, shownPairs } from './words.ts';

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

/** Whether labels meet one of a selector's `matchExpressions`; what is not understood is taken as met. */
function expressionHolds(expression: unknown, labels: unknown): boolean {
  const key = get(expression, 'key');
  if (typeof key !== 'string') return true;
  const value = get(labels, key);
  const values = itemsOf(get(expression, 'values'));
  switch (get(expression, 'operator')) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

/** Whether a workload's selector matches the labels of its own pods. */
export function matchesOwnPods(workload: Workload): boolean {
  const labels = workload.templateLabels.value;
  const pairs = get(workload.selector.value, 'matchLabels');
  const expressions = itemsOf(get(workload.selector.value, 'matchExpressions'));
  if (isMap(pairs) && Object.keys(pairs).length > 0 && !labelsMatch(pairs, labels)) return false;
  return expressions.every((each) => expressionHolds(each, labels));
}

function isEmptySelector(workload: Workload): boolean {
  const pairs = get(workload.selector.value, 'matchLabels');
  const expressions = itemsOf(get(workload.selector.value, 'matchExpressions'));
  return !(isMap(pairs) && Object.keys(pairs).length > 0) && expressions.length === 0;
}

export const workloadRules = [
  rule({
    code: 'appspec/missing-template',
    severity: 'error',
    title: 'Every workload has spec.template.spec.',
    help: 'The template says what each pod is.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, template, podSpec } of appSpec.workloads) {
        if (!isMap(get(object.value, 'spec')) || isMap(podSpec.value)) continue;
        const missing = isMap(template.value) ? podSpec : template;
        const name = isMap(template.value) ? 'spec.template.spec' : 'spec.template';
        yield {
          at: at(missing),
          message: isAbsent(missing)
            ? `${object.title} has no ${name}. Add it, with the containers to run.`
            : `${name} of ${object.title} is ${show(missing.value)}. Write a map, with the containers to run.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/missing-containers',
    severity: 'error',
    title: 'Every workload has containers.',
    help: 'Under spec.template.spec.containers, each with a name and an image.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, podSpec } of appSpec.workloads) {
        const containers = below(podSpec, 'containers');
        if (!isMap(podSpec.value)) continue;
        if (Array.isArray(containers.value)) {
          for (const each of entriesOf(containers)) {
            if (isMap(each.value)) continue;
            yield {
              at: at(each),
              message: `${show(each.value)} is not a container (${object.title}). Give it a name and an image.`,
            };
          }
          if (containers.value.length > 0) continue;
        }
        const wrong = !isAbsent(containers) && !Array.isArray(containers.value);
        yield {
          at: at(containers),
          message: wrong
            ? `The containers of ${object.title} are ${show(containers.value)}. Write a list, each with a name and an image.`
            : `${object.title} has no containers. Add one with a name and an image.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/missing-selector',
    severity: 'error',
    title: 'A ReplicaSet or StatefulSet has spec.selector.',
    help: 'Kubernetes refuses one without. selector.matchLabels names labels of its own pods.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const { object, selector, templateLabels } = workload;
        if (workload.kind === 'Job' || !isMap(get(object.value, 'spec')) || !isEmptySelector(workload))
          continue;
        const labels = templateLabels.value;
        const repairs: Repair[] =
          isMap(labels) && Object.keys(labels).length > 0
            ? [write('Select the labels of its pods', below(selector, 'matchLabels'), labels, { safe: true })]
            : [];
        yield {
          at: at(selector),
          message: `${object.title} selects no pods: it has no spec.selector.matchLabels. Name the labels of its template there.`,
          repairs,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/selector-mismatch',
    severity: 'error',
    title: 'The selector of a workload matches its own pods.',
    help: 'All pairs of spec.selector.matchLabels must be among spec.template.metadata.labels.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const { object, selector, templateLabels, template } = workload;
        if (!isMap(template.value) || isEmptySelector(workload) || matchesOwnPods(workload)) continue;
        const pairs = below(selector, 'matchLabels');
        const wanted = isMap(pairs.value) ? shownPairs(pairs.value) : '';
        const labels = templateLabels.value;
        const labelled = isMap(labels) && Object.keys(labels).length > 0;
        const repairs: Repair[] = [];
        if (labelled) repairs.push(write('Select the labels of its pods', pairs, labels, { safe: false }));
        const lacking = isMap(pairs.value) ? Object.entries(pairs.value) : [];
        // A label that has another value now may be what a Service selects by; only new ones are added.
        if (lacking.length > 0 && lacking.every(([key]) => get(labels, key) === undefined)) {
          repairs.push({
            title: 'Label its pods as the selector says',
            safe: false,
            changes: lacking.map(([key, value]) => ({
              op: 'set',
              object: object.object.index,
              path: [...templateLabels.path, key],
              value,
            })),
          });
        }
        yield {
          at: at(wanted === '' ? selector : pairs),
          message: `${object.title} selects ${wanted === '' ? 'by expressions' : `pods labelled ${show(wanted)}`}, but its own pods ${labelled ? 'have other labels' : 'have no labels'}. Make spec.selector and spec.template.metadata.labels agree.`,
          repairs,
          related: labelled ? [{ at: at(templateLabels), message: 'The labels of its pods.' }] : [],
          absent: true,
        };
      }
    },
  }),
];
