import {
  type AppSpec,
  below,
  type Container,
  type Entry,
  readAppSpec,
  type Workload,
} from '../../shared/model/appspec.ts';
import { get, isMap, textOf } from '../../shared/model/plain.ts';
import type { ParsedDocument } from '../../shared/text/document.ts';
import type { OutlineSymbol, Role } from './protocol.ts';

/** The parts of a manifest by name: objects with their ports, containers and volumes; the fields of app.json. */
export function outline(role: Role, document: ParsedDocument): OutlineSymbol[] {
  return role === 'appSpec' ? appSpecOutline(readAppSpec(document)) : fieldOutline(document);
}

function appSpecOutline(appSpec: AppSpec): OutlineSymbol[] {
  const services = new Map(appSpec.services.map((service) => [service.object.object.index, service]));
  const workloads = new Map(appSpec.workloads.map((workload) => [workload.object.object.index, workload]));
  return appSpec.objects.map(({ object, kind, name }) => {
    const service = services.get(object.index);
    const workload = workloads.get(object.index);
    return {
      name: name ?? 'without a name',
      detail: kind ?? 'no kind',
      span: object.span,
      children: [
        ...(service?.portList ?? []).map((port) =>
          symbol(port, textOf(get(port.value, 'name')) ?? `port ${show(get(port.value, 'port'))}`, [
            show(get(port.value, 'port')),
            get(port.value, 'cohesityTag'),
            get(port.value, 'cohesityEnv'),
          ]),
        ),
        ...(workload ? workloadParts(workload) : []),
      ],
    };
  });
}

function workloadParts(workload: Workload): OutlineSymbol[] {
  return [
    ...workload.containers.map((container) =>
      symbol(
        container,
        container.name ?? 'container without a name',
        [container.init ? 'init' : undefined, container.image],
        containerParts(container),
      ),
    ),
    ...workload.volumes.map((volume) =>
      symbol(volume, textOf(get(volume.value, 'name')) ?? 'volume without a name', ['volume']),
    ),
  ];
}

function containerParts(container: Container): OutlineSymbol[] {
  const ports = container.ports.map((port) => {
    const number = show(get(port.value, 'containerPort'));
    return symbol(port, textOf(get(port.value, 'name')) ?? `port ${number}`, [number]);
  });
  const env = below(container, 'env');
  const count = container.variables.length;
  return count === 0
    ? ports
    : [...ports, symbol(env, 'env', [count === 1 ? '1 variable' : `${count} variables`])];
}

function symbol(
  entry: Entry,
  name: string,
  details: readonly unknown[],
  children: readonly OutlineSymbol[] = [],
): OutlineSymbol {
  const span = entry.object.locate(entry.path, 'entry') ?? entry.object.nearest(entry.path);
  return { name, detail: details.filter((each) => typeof each === 'string').join(' · '), span, children };
}

function fieldOutline(document: ParsedDocument): OutlineSymbol[] {
  const [object] = document.objects;
  if (!object || !isMap(object.value)) return [];
  const value = object.value;
  return Object.keys(value).map((name) =>
    symbol(below({ object, path: [], value }, name), name, [isMap(value[name]) ? '' : show(value[name])]),
  );
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '?');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
