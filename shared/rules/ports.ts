import { below, type Entry, isPortNumber, type Port, type Service } from '../model/appspec.ts';
import { labelNameProblem, repairName } from '../model/kubernetes-name.ts';
import { get, isMap } from '../model/plain.ts';
import { at, rule, take, write } from './rule.ts';
import { nearMiss, show } from './words.ts';

const protocols = ['TCP', 'UDP'];
const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

/** What to call a port that has no name. */
function suggestedName(port: Port): string {
  if (get(port.value, 'cohesityTag') === 'ui') return 'http';
  const variable = get(port.value, 'cohesityEnv');
  const fromVariable =
    typeof variable === 'string' ? repairName(variable.replace(/_?(NODE_?)?PORT$/i, ''), 15) : undefined;
  return fromVariable ?? `port-${port.port ?? Number(port.path.at(-1)) + 1}`;
}

/** The suggested name, with a number where the Service has it already. */
function freeName(port: Port): string {
  const taken = new Set(port.service.portList.map((each) => each.name));
  const wish = suggestedName(port);
  if (!taken.has(wish)) return wish;
  let count = 2;
  while (taken.has(`${wish}-${count}`)) count += 1;
  return `${wish}-${count}`;
}

/** The ports of a Service that share a key with an earlier one. */
function* repeated(
  service: Service,
  keyOf: (port: Port) => string | undefined,
): Iterable<{ port: Port; earlier: Port }> {
  const first = new Map<string, Port>();
  for (const port of service.portList) {
    const key = keyOf(port);
    if (key === undefined) continue;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, port);
    else yield { port, earlier };
  }
}

export const portRules = [
  rule({
    code: 'appspec/port-missing',
    severity: 'error',
    title: 'Every port of a Service says its number.',
    help: 'port is the number the Service answers on.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        if (!isMap(port.value)) {
          yield {
            at: at(port),
            message: `${show(port.value)} is not a port of a Service. Write it as port: 8080.`,
          };
          continue;
        }
        const number = below(port, 'port');
        if (!isAbsent(number)) continue;
        yield {
          at: at(number),
          message: `A port of ${port.service.object.title} has no number. Add port: with the number it answers on.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-invalid',
    severity: 'error',
    title: 'Port numbers go from 1 to 65535.',
    help: 'A port is a whole number, written without quotes.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const number = below(port, 'port');
        if (isAbsent(number) || isPortNumber(number.value)) continue;
        const meant =
          typeof number.value === 'string' && /^\d{1,5}$/.test(number.value)
            ? Number(number.value)
            : undefined;
        const hint = isPortNumber(meant) ? 'Write it without quotes.' : 'Use a whole number from 1 to 65535.';
        yield {
          at: at(number),
          message: `${show(number.value)} is not a port number (${port.service.object.title}). ${hint}`,
          repairs: isPortNumber(meant) ? [write(`Use ${meant}`, number, meant, { safe: true })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-protocol',
    severity: 'error',
    title: 'A port’s protocol is TCP or UDP.',
    help: 'HTTP runs over TCP. SCTP is Kubernetes, but not allowed here.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const protocol = below(port, 'protocol');
        if (isAbsent(protocol) || (typeof protocol.value === 'string' && protocols.includes(protocol.value)))
          continue;
        const written = String(protocol.value).trim().toUpperCase();
        const near = protocols.includes(written)
          ? written
          : /^(HTTPS?|GRPC|WSS?|TLS|SSL)$/.test(written)
            ? 'TCP'
            : nearMiss(written, protocols);
        yield {
          at: at(protocol),
          message: `${show(protocol.value)} is not a protocol of a port (${port.service.object.title}). Use ${near ?? 'TCP or UDP'}.`,
          repairs:
            near === undefined
              ? []
              : [
                  write(`Use ${near}`, protocol, near, {
                    safe: near === written || (near === 'TCP' && /^HTTPS?$/.test(written)),
                  }),
                ],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-missing-protocol',
    severity: 'note',
    title: 'A port says its protocol.',
    help: 'TCP is taken where none is said; saying it keeps the file readable.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const protocol = below(port, 'protocol');
        if (!isMap(port.value) || !isAbsent(protocol)) continue;
        yield {
          at: at(below(port, 'port'), 'entry'),
          message: `Port ${show(get(port.value, 'port'))} of ${port.service.object.title} says no protocol, so TCP is taken. Say so.`,
          repairs: [write('Add protocol: TCP', protocol, 'TCP', { safe: true })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-missing-name',
    severity: 'error',
    title: 'Each of several ports has a name.',
    help: 'Kubernetes refuses a Service with several ports where one has no name.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const service of appSpec.services) {
        if (service.portList.length < 2) continue;
        for (const port of service.portList) {
          const entry = below(port, 'name');
          if (!isMap(port.value) || (!isAbsent(entry) && entry.value !== '')) continue;
          const name = freeName(port);
          yield {
            at: at(isAbsent(entry) ? below(port, 'port') : entry, isAbsent(entry) ? 'entry' : 'value'),
            message: `Port ${show(get(port.value, 'port'))} of ${service.object.title} has no name, and where there are several ports each needs one. Add name: ${name}.`,
            repairs: [write(`Name it ${name}`, entry, name, { safe: true })],
            absent: true,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/port-name-invalid',
    severity: 'error',
    title: 'Port names of a Service follow the DNS rules.',
    help: 'At most 63 small letters, digits and “-”.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = below(port, 'name');
        if (isAbsent(entry) || entry.value === '') continue;
        const problem = port.name === undefined ? 'it is no text' : labelNameProblem(port.name);
        if (problem === undefined) continue;
        const better = repairName(String(entry.value));
        yield {
          at: at(entry),
          message: `${show(entry.value)} cannot name a port (${port.service.object.title}): ${problem}.`,
          repairs: better === undefined ? [] : [write(`Use ${better}`, entry, better, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/port-name-duplicate',
    severity: 'error',
    title: 'The port names of a Service differ.',
    help: 'Kubernetes refuses two ports of one name.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const service of appSpec.services) {
        for (const { port, earlier } of repeated(service, (each) =>
          each.name === '' ? undefined : each.name,
        )) {
          yield {
            at: at(below(port, 'name')),
            message: `${service.object.title} has two ports named ${show(port.name)}. Give this one another name.`,
            related: [{ at: at(below(earlier, 'name')), message: 'The name was first used here.' }],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/port-duplicate',
    severity: 'error',
    title: 'A Service names a port once for each protocol.',
    help: 'Kubernetes refuses the same number twice with the same protocol.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const service of appSpec.services) {
        const key = (each: Port): string | undefined =>
          each.port === undefined ? undefined : `${each.port}/${each.protocol}`;
        for (const { port, earlier } of repeated(service, key)) {
          yield {
            at: at(below(port, 'port')),
            message: `${service.object.title} has port ${port.port} (${port.protocol}) twice. Remove one of them, or give it another number.`,
            related: [{ at: at(below(earlier, 'port')), message: 'The port was first named here.' }],
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/node-port-set',
    severity: 'warning',
    title: 'The platform chooses the node’s ports.',
    help: 'A nodePort written in the AppSpec may be taken on the cluster. Have the number told to the pods by cohesityEnv.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const port of appSpec.ports) {
        const entry = below(port, 'nodePort');
        if (isAbsent(entry)) continue;
        yield {
          at: at(entry),
          message: `nodePort ${show(entry.value)} of ${port.service.object.title} may be taken on the cluster; the platform assigns the number. Remove it, and use cohesityEnv where a pod must know it.`,
          repairs: [take('Remove nodePort', entry, { safe: false })],
        };
      }
    },
  }),
];
