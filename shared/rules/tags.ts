import { below, type Entry, injectedVariables, type Port } from '../model/appspec.ts';
import { variableNameProblem } from '../model/kubernetes-name.ts';
import { get, isMap } from '../model/plain.ts';
import { at, type Repair, rule, take, write } from './rule.ts';
import { show } from './words.ts';

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;
const tagOf = (port: Port): Entry => below(port, 'cohesityTag');
const variableOf = (port: Port): Entry => below(port, 'cohesityEnv');

/** A variable name in the usual spelling: `mcp port` → `MCP_PORT`. */
function repairVariable(text: string): string | undefined {
  const name = text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return variableNameProblem(name) === undefined ? name : undefined;
}

export const tagRules = [
  rule({
    code: 'appspec/port-tag',
    severity: 'error',
    title: 'The only tag of a port is ui.',
    help: 'cohesityTag: ui shows the port in the app launcher, behind the token gate. cleanup belongs on a Job.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      const spoken = appSpec.ports.some((port) => tagOf(port).value === 'ui');
      for (const port of appSpec.ports) {
        const tag = tagOf(port);
        if (tag.value === undefined || tag.value === 'ui') continue;
        const cleanup = tag.value === 'cleanup';
        const hint = cleanup
          ? 'cleanup belongs on a Job, under metadata.'
          : 'The only one is ui: shown in the app launcher, behind the token gate.';
        const near = !cleanup && typeof tag.value === 'string' && tag.value !== '';
        const sameWord = String(tag.value).trim().toLowerCase() === 'ui';
        yield {
          at: at(tag),
          message: `${show(tag.value)} is not a port tag here (${port.service.object.title}). ${hint}`,
          repairs: near && !spoken ? [write('Use ui', tag, 'ui', { safe: sameWord })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/several-ui-ports',
    severity: 'error',
    title: 'At most one port of the AppSpec is tagged ui.',
    help: 'The app launcher opens one port.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      const tagged = appSpec.ports.filter((port) => tagOf(port).value === 'ui');
      const [first, ...others] = tagged;
      if (first === undefined) return;
      for (const port of others) {
        yield {
          at: at(tagOf(port)),
          message: `Port ${show(get(port.value, 'port'))} of ${port.service.object.title} is a second port tagged ui; the app launcher opens one. Remove the tag from one of them.`,
          related: [{ at: at(tagOf(first)), message: 'The first port tagged ui.' }],
          repairs: [take('Remove this tag', tagOf(port), { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/tag-needs-node-port',
    severity: 'warning',
    title: 'Tagged ports belong to a NodePort Service.',
    help: 'Only a NodePort Service gets a port on the cluster’s nodes, for the launcher or for a variable.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        if (port.service.type.value !== 'ClusterIP') continue;
        for (const entry of [tagOf(port), variableOf(port)]) {
          if (isAbsent(entry)) continue;
          yield {
            at: at(entry, 'entry'),
            message: `${String(entry.path.at(-1))} has no effect on ${port.service.object.title}, whose type is ClusterIP. Use type: NodePort, or remove it.`,
            repairs: [write('Use NodePort', port.service.type, 'NodePort', { safe: false })],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/no-ui-port',
    severity: 'note',
    title: 'An app that people open has a port tagged ui.',
    help: 'Without one the app launcher has nothing to show, and no token gate stands before the app.',
    needs: ['wholeAppSpec'],
    *check({ wholeAppSpec }) {
      const open = wholeAppSpec.services.filter((service) => service.type.value === 'NodePort');
      const [first] = open;
      if (first === undefined || wholeAppSpec.ports.some((port) => !isAbsent(tagOf(port)))) return;
      const [port] = first.portList;
      const repairs: Repair[] =
        port === undefined || open.length > 1
          ? []
          : [write('Tag the port ui', tagOf(port), 'ui', { safe: false })];
      yield {
        at: at(first.ports, 'key'),
        message: `No port is tagged ui, so the app launcher shows nothing to open. Where the app has pages for people, add cohesityTag: ui to their port.`,
        repairs,
      };
    },
  }),
  rule({
    code: 'appspec/port-env-empty',
    severity: 'error',
    title: 'cohesityEnv names a variable.',
    help: 'Every pod gets a variable of this name with the port number assigned on the node.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = variableOf(port);
        if (entry.value === undefined || (entry.value !== null && entry.value !== '')) continue;
        yield {
          at: at(entry, 'entry'),
          message: `cohesityEnv of port ${show(get(port.value, 'port'))} (${port.service.object.title}) is empty. Name the variable, such as WEB_PORT, or remove it.`,
          repairs: [take('Remove cohesityEnv', entry, { safe: true })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-env-invalid',
    severity: 'error',
    title: 'cohesityEnv is a legal variable name.',
    help: 'Letters, digits and “_”, not beginning with a digit.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = variableOf(port);
        if (isAbsent(entry) || entry.value === '') continue;
        const problem = typeof entry.value === 'string' ? variableNameProblem(entry.value) : 'it is no text';
        if (problem === undefined) continue;
        const better = typeof entry.value === 'string' ? repairVariable(entry.value) : undefined;
        yield {
          at: at(entry),
          message: `${show(entry.value)} cannot name a variable (cohesityEnv of ${port.service.object.title}): ${problem}.`,
          repairs: better === undefined ? [] : [write(`Use ${better}`, entry, better, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-env-duplicate',
    severity: 'error',
    title: 'No two ports share a cohesityEnv.',
    help: 'Each variable can hold one port number.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      const first = new Map<unknown, Port>();
      for (const port of appSpec.ports) {
        const entry = variableOf(port);
        if (typeof entry.value !== 'string' || entry.value === '') continue;
        const earlier = first.get(entry.value);
        if (earlier === undefined) {
          first.set(entry.value, port);
          continue;
        }
        yield {
          at: at(entry),
          message: `${show(entry.value)} is the cohesityEnv of two ports, and holds the number of one. Name another variable here.`,
          related: [{ at: at(variableOf(earlier)), message: 'The variable was first named here.' }],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-env-injected',
    severity: 'warning',
    title: 'cohesityEnv does not take the name of a variable the platform sets.',
    help: `The platform sets ${injectedVariables.join(', ')} in every pod.`,
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = variableOf(port);
        if (typeof entry.value !== 'string' || !injectedVariables.includes(entry.value)) continue;
        yield {
          at: at(entry),
          message: `The platform sets ${entry.value} in every pod itself, so cohesityEnv would clash with it. Name another variable.`,
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-env-needs-name',
    severity: 'error',
    title: 'A port with cohesityEnv has a name.',
    help: 'The platform finds the port by its name.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = variableOf(port);
        const name = below(port, 'name');
        // Among several ports every one needs a name anyway; that finding says it.
        if (isAbsent(entry) || entry.value === '' || port.service.portList.length > 1) continue;
        if (!isAbsent(name) && name.value !== '') continue;
        yield {
          at: at(entry, 'entry'),
          message: `Port ${show(get(port.value, 'port'))} of ${port.service.object.title} has cohesityEnv ${show(entry.value)} but no name. Add name: http, or what it serves.`,
          repairs: [write('Name it http', name, 'http', { safe: true })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/tag-misplaced',
    severity: 'warning',
    title: 'cohesityTag stands where the platform looks for it.',
    help: 'ui on a port of a Service; cleanup under metadata or metadata.labels of a Job.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        const places = [below(object), below(object, 'spec')];
        if (object.treatedAs === 'Service') {
          places.push(below(object, 'metadata'), below(object, 'metadata', 'labels'));
        } else {
          places.push(
            below(object, 'spec', 'template', 'metadata'),
            below(object, 'spec', 'template', 'metadata', 'labels'),
          );
        }
        for (const place of places) {
          for (const key of ['cohesityTag', 'cohesityEnv']) {
            const entry = below(place, key);
            if (!isMap(place.value) || entry.value === undefined) continue;
            // cleanup on something that is no Job is an error of its own.
            if (object.treatedAs === 'Service' && entry.value === 'cleanup') continue;
            const right =
              object.treatedAs === 'Job'
                ? 'Put it under metadata of the Job.'
                : 'Put it on a port of the Service.';
            yield {
              at: at(entry, 'entry'),
              message: `${key} ${show(entry.value)} is not looked for here (${object.title}). ${right}`,
            };
          }
        }
      }
    },
  }),
];
