import { below, type Container, type Entry, isPortNumber, labelsMatch } from '../model/appspec.ts';
import { parseReference } from '../model/image-reference.ts';
import { labelNameProblem, portNameProblem, repairName } from '../model/kubernetes-name.ts';
import { get, isMap } from '../model/plain.ts';
import { at, rule, write } from './rule.ts';
import { show } from './words.ts';

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

export const containerRules = [
  rule({
    code: 'appspec/container-missing-name',
    severity: 'error',
    title: 'Every container has a name.',
    help: 'The name tells the containers of a pod apart.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const name = below(container, 'name');
        if (container.name !== undefined && container.name !== '') continue;
        const nothing = isAbsent(name) || name.value === '';
        yield {
          at: at(name),
          message: nothing
            ? `A container of ${container.workload.object.title} has no name. Give it one, such as ${container.workload.object.name ?? 'web'}.`
            : `${show(name.value)} cannot name a container of ${container.workload.object.title}, for it is no text. Write it in quotes.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/container-name-invalid',
    severity: 'error',
    title: 'Container names follow the DNS rules.',
    help: 'At most 63 small letters, digits and “-”.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        if (container.name === undefined || container.name === '') continue;
        const problem = labelNameProblem(container.name);
        if (problem === undefined) continue;
        const entry = below(container, 'name');
        const better = repairName(container.name);
        yield {
          at: at(entry),
          message: `${show(container.name)} cannot name a container (${container.workload.object.title}): ${problem}.`,
          repairs: better === undefined ? [] : [write(`Use ${better}`, entry, better, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/container-duplicate-name',
    severity: 'error',
    title: 'The containers of a pod have different names.',
    help: 'Kubernetes refuses two of one name, init containers included.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const workload of appSpec.workloads) {
        const first = new Map<string, Container>();
        for (const container of workload.containers) {
          if (container.name === undefined || container.name === '') continue;
          const earlier = first.get(container.name);
          if (earlier === undefined) {
            first.set(container.name, container);
            continue;
          }
          yield {
            at: at(below(container, 'name')),
            message: `${workload.object.title} has two containers named ${show(container.name)}. Give this one another name.`,
            related: [{ at: at(below(earlier, 'name')), message: 'The name was first used here.' }],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/container-missing-image',
    severity: 'error',
    title: 'Every container has an image.',
    help: 'A reference such as my-app:1.0.0, tagged so in one of the bundle’s image archives.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const image = below(container, 'image');
        if (container.image !== undefined && container.image !== '') continue;
        const nothing = isAbsent(image) || image.value === '';
        yield {
          at: at(image),
          message: nothing
            ? `The ${container.title} has no image. Name one, such as my-app:1.0.0.`
            : `The image of ${container.title} is ${show(image.value)}, which is no text. Write a reference such as my-app:1.0.0.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/image-reference-invalid',
    severity: 'error',
    title: 'Every image is a well-formed reference.',
    help: 'A reference is [host/]name[:tag][@digest] in small letters.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        if (container.image === undefined || container.image === '') continue;
        const parsed = parseReference(container.image);
        if (parsed.ok) continue;
        const entry = below(container, 'image');
        const better = container.image.trim().toLowerCase();
        const legal = better !== container.image && parseReference(better).ok;
        yield {
          at: at(entry),
          message: `${show(container.image)} is not an image reference (${container.title}): ${parsed.reason}.${legal ? ` Use ${better}.` : ' Write it as my-app:1.0.0.'}`,
          repairs: legal ? [write(`Use ${better}`, entry, better, { safe: false })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/container-port-invalid',
    severity: 'error',
    title: 'Container ports go from 1 to 65535.',
    help: 'containerPort is a whole number, written without quotes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const port of container.ports) {
          const number = below(port, 'containerPort');
          if (isPortNumber(number.value)) continue;
          const meant =
            typeof number.value === 'string' && /^\d{1,5}$/.test(number.value)
              ? Number(number.value)
              : undefined;
          yield {
            at: at(isMap(port.value) ? number : port),
            message: isAbsent(number)
              ? `A port of ${container.title} has no containerPort. Add the number it listens on.`
              : `${show(number.value)} is not a port number (${container.title}). Use a whole number from 1 to 65535${isPortNumber(meant) ? ', without quotes' : ''}.`,
            repairs: isPortNumber(meant) ? [write(`Use ${meant}`, number, meant, { safe: true })] : [],
            ...(isAbsent(number) ? { absent: true as const } : {}),
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/container-port-name-invalid',
    severity: 'error',
    title: 'Names of container ports have at most 15 characters.',
    help: 'Small letters, digits and “-”, with at least one letter.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const port of container.ports) {
          const name = below(port, 'name');
          if (isAbsent(name)) continue;
          const problem = typeof name.value === 'string' ? portNameProblem(name.value) : 'it is no text';
          if (problem === undefined) continue;
          yield {
            at: at(name),
            message: `${show(name.value)} cannot name a port of ${container.title}: ${problem}.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/container-port-not-served',
    severity: 'warning',
    title: 'A Service’s target port is a port of the containers, where these name theirs.',
    help: 'Where containers list their ports, a Service that aims at another one most likely aims wrong.',
    needs: ['wholeAppSpec'],
    *check({ wholeAppSpec }) {
      for (const port of wholeAppSpec.ports) {
        if (typeof port.target !== 'number') continue;
        for (const workload of wholeAppSpec.workloads) {
          if (
            workload.containers.length === 0 ||
            !labelsMatch(port.service.selector.value, workload.templateLabels.value)
          )
            continue;
          const serving = workload.containers.filter((container) => !container.init);
          const named = serving.map((container) =>
            container.ports.map((each) => get(each.value, 'containerPort')).filter(isPortNumber),
          );
          // One container that lists nothing may listen on anything.
          if (
            named.length === 0 ||
            named.some((ports) => ports.length === 0) ||
            named.flat().includes(port.target)
          )
            continue;
          yield {
            at: at(below(port, isAbsent(below(port, 'targetPort')) ? 'port' : 'targetPort')),
            message: `${port.service.object.title} sends to port ${port.target}, but the containers of ${workload.object.title} list ${named.flat().join(', ')}. Aim at one of these, or list ${port.target} there.`,
          };
        }
      }
    },
  }),
];
