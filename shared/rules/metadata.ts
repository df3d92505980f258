import { type AppSpecObject, below, type Entry } from '../model/appspec.ts';
import {
  labelKeyProblem,
  labelValueProblem,
  repairName,
  serviceNameProblem,
  subdomainProblem,
} from '../model/kubernetes-name.ts';
import { isMap } from '../model/plain.ts';
import { at, rule, write } from './rule.ts';
import { show } from './words.ts';

/** Every map of labels in the AppSpec, with what a message calls it. */
function* labelMaps(object: AppSpecObject): Iterable<{ entry: Entry; what: string }> {
  yield { entry: below(object, 'metadata', 'labels'), what: `a label of ${object.title}` };
  if (object.treatedAs === 'Service') {
    yield { entry: below(object, 'spec', 'selector'), what: `the selector of ${object.title}` };
  } else {
    yield {
      entry: below(object, 'spec', 'selector', 'matchLabels'),
      what: `the selector of ${object.title}`,
    };
    yield {
      entry: below(object, 'spec', 'template', 'metadata', 'labels'),
      what: `a label of the pods of ${object.title}`,
    };
  }
}

export const metadataRules = [
  rule({
    code: 'appspec/missing-name',
    severity: 'error',
    title: 'Every object has a metadata.name.',
    help: 'The name tells the objects of one kind apart.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (!isMap(object.value) || (object.name !== undefined && object.name !== '')) continue;
        const name = below(object, 'metadata', 'name');
        const nothing = name.value === undefined || name.value === null || name.value === '';
        yield {
          at: at(name),
          message: nothing
            ? `The ${object.kind ?? 'object'} has no metadata.name. Give it one, such as my-app.`
            : `The name of this ${object.kind ?? 'object'} is ${show(name.value)}, which is no text. Write it in quotes.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/name-not-dns',
    severity: 'error',
    title: 'Every name follows the DNS rules of Kubernetes.',
    help: 'Small letters, digits and “-”; a Service’s name begins with a letter and has at most 63 characters.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (object.name === undefined || object.name === '') continue;
        const problem =
          object.treatedAs === 'Service' ? serviceNameProblem(object.name) : subdomainProblem(object.name);
        if (problem === undefined) continue;
        const entry = below(object, 'metadata', 'name');
        const better = repairName(object.name);
        const legal =
          better !== undefined &&
          (object.treatedAs !== 'Service' || serviceNameProblem(better) === undefined);
        yield {
          at: at(entry),
          message: `${show(object.name)} cannot name a ${object.kind ?? 'Kubernetes object'}: ${problem}.${legal ? ` Use ${better}.` : ''}`,
          repairs: legal ? [write(`Use ${better}`, entry, better, { safe: false })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/duplicate-name',
    severity: 'error',
    title: 'No two objects of one kind share a name.',
    help: 'The second would replace the first. Different kinds may share a name.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      const first = new Map<string, AppSpecObject>();
      for (const object of appSpec.objects) {
        if (object.name === undefined || object.kind === undefined) continue;
        const key = `${object.kind} ${object.name}`;
        const earlier = first.get(key);
        if (earlier === undefined) {
          first.set(key, object);
          continue;
        }
        yield {
          at: at(below(object, 'metadata', 'name')),
          message: `There are two objects of kind ${object.kind} named ${show(object.name)}. Give this one another name.`,
          related: [{ at: at(below(earlier, 'metadata', 'name')), message: 'The name was first used here.' }],
        };
      }
    },
  }),
  rule({
    code: 'appspec/label-invalid',
    severity: 'error',
    title: 'Labels and selectors are text that Kubernetes takes.',
    help: 'Keys and values have at most 63 letters, digits, “-”, “_” and “.”. Numbers and true/false need quotes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        for (const { entry, what } of labelMaps(object)) {
          if (!isMap(entry.value)) continue;
          for (const [key, value] of Object.entries(entry.value)) {
            const label = below(entry, key);
            const keyProblem = labelKeyProblem(key);
            if (keyProblem !== undefined) {
              yield { at: at(label, 'key'), message: `${show(key)} cannot be ${what}: ${keyProblem}.` };
            }
            if (typeof value !== 'string') {
              const scalar = typeof value === 'number' || typeof value === 'boolean';
              const source = label.object.sourceAt(label.path) ?? String(value);
              yield {
                at: at(label),
                message: `${show(key)} is ${show(value)} in ${what}; Kubernetes wants text. ${scalar ? 'Put it in quotes.' : 'Give it a text.'}`,
                repairs: scalar ? [write(`Write "${source}" in quotes`, label, source, { safe: true })] : [],
              };
              continue;
            }
            const problem = labelValueProblem(value);
            if (problem !== undefined) {
              yield {
                at: at(label),
                message: `${show(value)} cannot be the value of ${show(key)}, ${what}: ${problem}.`,
              };
            }
          }
        }
      }
    },
  }),
  rule({
    code: 'appspec/labels-not-a-map',
    severity: 'error',
    title: 'Labels and selectors are maps.',
    help: 'Write them as “app: my-app”, one pair a line.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        for (const { entry, what } of labelMaps(object)) {
          if (entry.value === undefined || entry.value === null || isMap(entry.value)) continue;
          yield {
            at: at(entry),
            message: `This is ${show(entry.value)}, where ${what} is meant. Write a map such as app: my-app.`,
          };
        }
      }
    },
  }),
];
