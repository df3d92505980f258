import { below, type Container, type Entry } from '../model/appspec.ts';
import { isMap } from '../model/plain.ts';
import { parseQuantity, portableQuantity, type Quantity } from '../model/quantity.ts';
import { at, type Finding, rule, write } from './rule.ts';
import { listed, show } from './words.ts';

type Resource = 'cpu' | 'memory';
type Part = 'requests' | 'limits';

interface Amount {
  readonly container: Container;
  readonly part: Part;
  readonly resource: Resource;
  readonly entry: Entry;
  /** As the text has it, for a number too. */
  readonly written: string;
  readonly quantity: Quantity | undefined;
}

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

function* amountsOf(container: Container): Iterable<Amount> {
  for (const part of ['requests', 'limits'] as const) {
    for (const resource of ['cpu', 'memory'] as const) {
      const entry = below(container, 'resources', part, resource);
      if (isAbsent(entry)) continue;
      const number = typeof entry.value === 'number';
      const written = number
        ? (entry.object.sourceAt(entry.path) ?? String(entry.value))
        : String(entry.value);
      const legal = number || typeof entry.value === 'string';
      yield {
        container,
        part,
        resource,
        entry,
        written,
        quantity: legal ? parseQuantity(written) : undefined,
      };
    }
  }
}

function* amounts(containers: readonly Container[]): Iterable<Amount> {
  for (const container of containers) yield* amountsOf(container);
}

const called = ({ resource, part }: Amount): string =>
  `${resource === 'cpu' ? 'CPU' : 'memory'} ${part === 'requests' ? 'request' : 'limit'}`;

/** What people write for megabytes and gigabytes, in a spelling both sides take. */
function repairSuffix(written: string): string | undefined {
  const match = /^\s*(\d+)\s*([A-Za-z]+)\s*$/.exec(written);
  const suffix = match?.[2]?.toLowerCase() ?? '';
  const right: Readonly<Record<string, string>> = {
    mb: 'M',
    gb: 'G',
    tb: 'T',
    mib: 'Mi',
    gib: 'Gi',
    tib: 'Ti',
    mi: 'Mi',
    gi: 'Gi',
    ti: 'Ti',
    g: 'G',
    t: 'T',
  };
  return match === null || !Object.hasOwn(right, suffix) ? undefined : `${match[1]}${right[suffix]}`;
}

function invalid(amount: Amount): Finding {
  const better = amount.resource === 'memory' ? repairSuffix(amount.written) : undefined;
  const value = amount.quantity?.value;
  const example = amount.resource === 'cpu' ? '250m or 1' : '128Mi or 1Gi';
  const reason = value !== undefined && value < 0 ? 'is below 0' : 'is not a quantity';
  return {
    at: at(amount.entry),
    message: `The ${called(amount)} ${show(isMap(amount.entry.value) ? amount.entry.value : amount.written)} of ${amount.container.title} ${reason}. Use ${better ?? `digits with a unit, such as ${example}`}.`,
    repairs: better === undefined ? [] : [write(`Use ${better}`, amount.entry, better, { safe: false })],
  };
}

export const resourceRules = [
  rule({
    code: 'appspec/requests-missing',
    severity: 'warning',
    title: 'Every container requests CPU and memory.',
    help: 'Without requests the cluster cannot plan for the app. The reference validator crashes on resources without requests.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const resources = below(container, 'resources');
        const requests = below(resources, 'requests');
        const missing = (['cpu', 'memory'] as const).filter((each) => isAbsent(below(requests, each)));
        if (missing.length === 0 || container.init) continue;
        const crash = isMap(resources.value) && isAbsent(requests);
        const names = listed(missing.map((each) => (each === 'cpu' ? 'CPU' : 'memory')));
        const wanted = { cpu: '250m', memory: '128Mi' };
        yield {
          at: at(isAbsent(resources) ? container : isAbsent(requests) ? resources : requests, 'key'),
          message: crash
            ? `resources of ${container.title} has no requests, on which the reference validator crashes. Add requests with cpu and memory.`
            : `The ${container.title} requests no ${names}. Add ${listed(missing.map((each) => `${each}: ${wanted[each]}`))} under resources.requests, or what it needs.`,
          repairs: [
            {
              title: `Request ${listed(missing.map((each) => wanted[each]))}`,
              safe: false,
              changes: isMap(requests.value)
                ? missing.map((each) => ({
                    op: 'set' as const,
                    object: container.object.index,
                    path: [...requests.path, each],
                    value: wanted[each],
                  }))
                : [{ op: 'set', object: container.object.index, path: requests.path, value: wanted }],
            },
          ],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/quantity-invalid',
    severity: 'error',
    title: 'Requests and limits are quantities.',
    help: 'Digits with an optional unit: m K M G T ki Mi Gi Ti.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const amount of amounts(appSpec.containers)) {
        if (
          amount.quantity === undefined ||
          amount.quantity.value < 0 ||
          !(amount.quantity.reference || amount.quantity.kubernetes)
        ) {
          yield invalid(amount);
        }
      }
    },
  }),
  rule({
    code: 'appspec/quantity-not-portable',
    severity: 'warning',
    title: 'Quantities are written as both the reference validator and Kubernetes take them.',
    help: 'The reference validator takes no decimals and no Ki, Pi, Ei, k; Kubernetes takes no K and ki.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const amount of amounts(appSpec.containers)) {
        const { quantity, entry, written } = amount;
        if (quantity === undefined || quantity.value < 0 || quantity.reference === quantity.kubernetes)
          continue;
        const better = portableQuantity(quantity.value, amount.resource);
        const only = quantity.reference ? 'the reference validator' : 'Kubernetes';
        yield {
          at: at(entry),
          message: `The ${called(amount)} ${show(written)} of ${amount.container.title} is taken by ${only} only. ${better === undefined ? 'Write it with digits and a unit such as m or Mi.' : `Use ${better}, which is the same.`}`,
          repairs: better === undefined ? [] : [write(`Use ${better}`, entry, better, { safe: true })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/quantity-odd',
    severity: 'warning',
    title: 'Quantities are of a sensible size.',
    help: '“m” is a thousandth: right for CPU, hardly for memory. A whole pod needs more than some bytes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const amount of amounts(appSpec.containers)) {
        const { quantity, written, entry } = amount;
        if (quantity === undefined || quantity.value < 0) continue;
        const tiny = amount.resource === 'memory' && quantity.value < 2 ** 20;
        const huge = amount.resource === 'cpu' && quantity.value > 1000;
        if (!tiny && !huge) continue;
        const meant = tiny && /^\d+m$/.test(written) ? `${written.slice(0, -1)}Mi` : undefined;
        yield {
          at: at(entry),
          message: tiny
            ? `The ${called(amount)} ${show(written)} of ${amount.container.title} is less than a mebibyte. ${meant === undefined ? 'Add a unit such as Mi.' : `Did you mean ${meant}?`}`
            : `The ${called(amount)} ${show(written)} of ${amount.container.title} is more than a thousand cores. Add the unit m where thousandths are meant.`,
          repairs: meant === undefined ? [] : [write(`Use ${meant}`, entry, meant, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/request-above-limit',
    severity: 'error',
    title: 'No request is above its limit.',
    help: 'Kubernetes refuses such a container.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const all = [...amountsOf(container)];
        for (const request of all) {
          const limit = all.find((each) => each.part === 'limits' && each.resource === request.resource);
          if (request.part !== 'requests' || request.quantity === undefined || limit?.quantity === undefined)
            continue;
          if (request.quantity.value <= limit.quantity.value) continue;
          yield {
            at: at(request.entry),
            message: `The ${called(request)} ${show(request.written)} of ${container.title} is above its limit ${show(limit.written)}. Lower the request or raise the limit.`,
            related: [{ at: at(limit.entry), message: 'The limit is set here.' }],
          };
        }
      }
    },
  }),
];
