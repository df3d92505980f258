import {
  below,
  type Container,
  type Entry,
  entriesOf,
  injectedVariables,
  type Variable,
} from '../model/appspec.ts';
import { variableNameProblem } from '../model/kubernetes-name.ts';
import { get, isMap } from '../model/plain.ts';
import { at, rule, take, write } from './rule.ts';
import { show } from './words.ts';

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

function* variables(containers: readonly Container[]): Iterable<Variable> {
  for (const container of containers) yield* container.variables;
}

export const environmentRules = [
  rule({
    code: 'appspec/env-name-invalid',
    severity: 'error',
    title: 'Every variable has a legal name.',
    help: 'Letters, digits and “_”, not beginning with a digit.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const variable of variables(appSpec.containers)) {
        const name = below(variable, 'name');
        const problem = variable.name === undefined ? undefined : variableNameProblem(variable.name);
        if (variable.name !== undefined && problem === undefined) continue;
        yield {
          at: at(name),
          message:
            variable.name === undefined
              ? `A variable of ${variable.container.title} has no name. Write it as name: and value:.`
              : `${show(variable.name)} cannot name a variable (${variable.container.title}): ${problem}.`,
          ...(variable.name === undefined ? { absent: true as const } : {}),
        };
      }
    },
  }),
  rule({
    code: 'appspec/env-value-not-text',
    severity: 'error',
    title: 'Values of variables are text.',
    help: 'Kubernetes refuses numbers and true/false without quotes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const variable of variables(appSpec.containers)) {
        const value = below(variable, 'value');
        if (isAbsent(value) || typeof value.value === 'string') continue;
        const scalar = typeof value.value === 'number' || typeof value.value === 'boolean';
        const source = value.object.sourceAt(value.path) ?? String(value.value);
        yield {
          at: at(value),
          message: `The value of ${variable.name ?? 'a variable'} (${variable.container.title}) is ${scalar ? source : show(value.value)}, which is no text. ${scalar ? `Write "${source}" in quotes.` : 'Write it as one text.'}`,
          repairs: scalar ? [write(`Write "${source}" in quotes`, value, source, { safe: true })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/env-duplicate',
    severity: 'warning',
    title: 'A container sets a variable once.',
    help: 'The last one wins, and the others only mislead.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const first = new Map<string, Variable>();
        for (const variable of container.variables) {
          if (variable.name === undefined) continue;
          const earlier = first.get(variable.name);
          if (earlier === undefined) {
            first.set(variable.name, variable);
            continue;
          }
          yield {
            at: at(below(variable, 'name')),
            message: `The ${container.title} sets ${variable.name} twice; the last one wins. Keep one of them.`,
            related: [{ at: at(below(earlier, 'name')), message: 'It was first set here.' }],
            repairs: [take('Remove the earlier one', earlier, { safe: false })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/env-injected',
    severity: 'warning',
    title: 'No container sets a variable that the platform sets.',
    help: `The platform sets ${injectedVariables.join(', ')} and the name of every cohesityEnv.`,
    needs: ['appSpec'],
    *check({ appSpec }) {
      const ports = new Map(appSpec.ports.map((port) => [get(port.value, 'cohesityEnv'), port]));
      for (const variable of variables(appSpec.containers)) {
        if (variable.name === undefined || variable.name === '') continue;
        const port = ports.get(variable.name);
        if (!injectedVariables.includes(variable.name) && port === undefined) continue;
        const whose =
          port === undefined
            ? 'The platform sets it in every pod'
            : `The platform sets it to the node’s port of ${port.service.object.title}`;
        yield {
          at: at(below(variable, 'name')),
          message: `${variable.name} is set by ${variable.container.title}. ${whose}, and this would replace it. Remove it here.`,
          repairs: [take(`Remove ${variable.name}`, variable, { safe: false })],
          related:
            port === undefined
              ? []
              : [{ at: at(below(port, 'cohesityEnv')), message: 'The variable is named here.' }],
        };
      }
    },
  }),
  rule({
    code: 'appspec/kubernetes-only-env-source',
    severity: 'error',
    title: 'No variable comes from a ConfigMap or Secret.',
    help: 'An AppSpec can hold neither, so the pod would never start. Write the value itself.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const variable of container.variables) {
          for (const key of ['configMapKeyRef', 'secretKeyRef']) {
            const source = below(variable, 'valueFrom', key);
            if (!isMap(source.value) || source.value.optional === true) continue;
            const what = key === 'secretKeyRef' ? 'Secret' : 'ConfigMap';
            yield {
              at: at(source, 'entry'),
              message: `${variable.name ?? 'A variable'} (${container.title}) comes from a ${what} ${show(source.value.name)}, which is Kubernetes, but not allowed in an AppSpec. Write its value here.`,
            };
          }
        }
        for (const from of entriesOf(below(container, 'envFrom'))) {
          for (const key of ['configMapRef', 'secretRef']) {
            const source = below(from, key);
            if (!isMap(source.value) || source.value.optional === true) continue;
            const what = key === 'secretRef' ? 'Secret' : 'ConfigMap';
            yield {
              at: at(source, 'entry'),
              message: `The ${container.title} takes its variables from a ${what} ${show(source.value.name)}, which is Kubernetes, but not allowed in an AppSpec. Write them under env.`,
            };
          }
        }
      }
    },
  }),
];
