import {
  type AppSpecObject,
  below,
  type Port,
  readAppSpec,
  type Service,
  selectedBy,
} from '../model/appspec.ts';
import { get, isMap, textOf } from '../model/plain.ts';
import type { ImageFact, Known } from '../rules/project.ts';
import { show, shownPairs } from '../rules/words.ts';
import type { ParsedDocument, ParsedObject } from '../text/document.ts';
import { type Topology, TopologyBuilder, type TopologyNode } from './topology-graph.ts';
import { type DrawnWorkload, drawWorkload, placeOf } from './topology-pods.ts';

/** An app as the picture needs it: plain data, no text. */
export interface TopologyInput {
  readonly objects: readonly Pick<ParsedObject, 'index' | 'span' | 'valid' | 'value'>[];
  /** The value of app.json; `undefined` where there is none to read. */
  readonly appJson: unknown;
  readonly images: Known<readonly ImageFact[]>;
}

/**
 * The way from a client to the containers, as far as the AppSpec says it. Never fails: what is not there is left
 * out, what leads nowhere becomes a broken edge.
 */
export function topologyOf({ objects, appJson, images }: TopologyInput): Topology {
  const spec = readAppSpec(asDocument(objects));
  const graph = new TopologyBuilder();
  const open = spec.services.filter((service) => service.type.value === 'NodePort');
  const clients = drawClients(graph, open, appJson);
  const entrances = new Map(
    open
      .flatMap((service) => service.portList)
      .map((port) => [port, drawEntrance(graph, port, clients, appJson)]),
  );
  const services = spec.services.map((service) => ({ service, id: drawService(graph, service, entrances) }));
  const workloads = spec.workloads.map((workload) =>
    drawWorkload(graph, workload, { ports: spec.ports, images }),
  );
  for (const { service, id } of services) drawSelection(graph, service, id, workloads);
  for (const drawn of workloads) drawCalls(graph, drawn, services);
  for (const object of spec.objects) if (object.treatedAs === undefined) drawRefused(graph, object);
  return { nodes: graph.nodes, edges: graph.edges };
}

/** Objects whose text stays elsewhere: they know their own place, and none inside. */
function asDocument(objects: TopologyInput['objects']): ParsedDocument {
  return {
    language: 'yaml',
    text: '',
    problems: [],
    objects: objects.map((object) => ({
      ...object,
      locate: (path) => (path.length === 0 ? object.span : undefined),
      nearest: () => object.span,
      pathAt: () => [],
      sourceAt: () => undefined,
    })),
  };
}

type Audience = 'people' | 'programs';
type Clients = Readonly<Partial<Record<Audience, string>>>;

const isUi = (port: Port): boolean => get(port.value, 'cohesityTag') === 'ui';
const isUnrestricted = (appJson: unknown): boolean => get(appJson, 'unrestricted_app_ui_access') === true;

/** Who comes to a port: people through the launcher where it is tagged, any program where no gate stands before it. */
function audiencesOf(port: Port, appJson: unknown): Audience[] {
  if (!isUi(port)) return ['programs'];
  return isUnrestricted(appJson) ? ['people', 'programs'] : ['people'];
}

function drawClients(graph: TopologyBuilder, open: readonly Service[], appJson: unknown): Clients {
  const wanted = new Set(
    open.flatMap(({ portList }) => portList.flatMap((port) => audiencesOf(port, appJson))),
  );
  const client = (audience: Audience, title: string, detail: string): Clients =>
    wanted.has(audience)
      ? {
          [audience]: graph.add({ id: `client ${audience}`, kind: 'client', label: 'Client', title, detail }),
        }
      : {};
  return {
    ...client('people', 'People', 'via app launcher'),
    ...client('programs', 'Programs', 'that reach a node'),
  };
}

/** The node port and the gate behind it. Gives the id of the gate. */
function drawEntrance(graph: TopologyBuilder, port: Port, clients: Clients, appJson: unknown): string {
  const owner = port.service.object;
  const which = `${owner.title} ${port.name ?? port.port ?? ''}`;
  const variable = textOf(get(port.value, 'cohesityEnv'));
  const nodePort = graph.add({
    id: `node port of ${which}`,
    kind: 'node-port',
    label: 'Node port',
    title: 'Node port',
    detail: variable ? `told as ${variable}` : 'given at install',
    place: placeOf(port),
  });
  const gate = graph.add({
    id: `gate of ${which}`,
    kind: 'gate',
    label: 'Token gate',
    ...gateOf(port, appJson),
  });
  for (const audience of audiencesOf(port, appJson)) {
    const client = clients[audience];
    if (client !== undefined) graph.connect(client, nodePort, 'traffic');
  }
  graph.connect(nodePort, gate, 'traffic');
  return gate;
}

function gateOf(port: Port, appJson: unknown): Pick<TopologyNode, 'title' | 'detail' | 'state' | 'place'> {
  if (!isUi(port)) {
    return { title: 'No gate', detail: 'port not tagged ui', state: 'absent', place: placeOf(port) };
  }
  if (isUnrestricted(appJson)) {
    const place = { role: 'appJson', object: 0, path: ['unrestricted_app_ui_access'] } as const;
    return { title: 'Gate skipped', detail: 'access is unrestricted', state: 'skipped', place };
  }
  return {
    title: 'Token gate',
    detail: 'lets users in',
    state: 'present',
    place: placeOf(below(port, 'cohesityTag')),
  };
}

function drawService(graph: TopologyBuilder, service: Service, entrances: ReadonlyMap<Port, string>): string {
  const { object, type, portList } = service;
  const broken = serviceTrouble(service);
  const id = graph.add({
    id: `${object.kind} ${object.name ?? ''}`,
    kind: 'service',
    label: object.kind ?? 'Service',
    title: object.name ?? 'without a name',
    detail: typeof type.value === 'string' ? type.value : 'no type',
    place: placeOf(object),
    ...(broken === undefined ? {} : { broken }),
  });
  for (const port of portList) {
    const way = port.target === port.port ? `${port.port}` : `${port.port ?? '?'} → ${port.target ?? '?'}`;
    const row = graph.add({
      id: `${id} / port ${port.name ?? port.port ?? ''}`,
      kind: 'port',
      label: 'Port',
      title: port.name ?? 'port',
      detail: port.port === undefined ? '' : `${way} ${port.protocol}`,
      place: placeOf(port),
      within: id,
      ...(port.port === undefined ? { broken: 'no port number' } : {}),
    });
    const gate = entrances.get(port);
    if (gate !== undefined) graph.connect(gate, row, 'traffic');
  }
  return id;
}

function serviceTrouble({ object, type, portList }: Service): string | undefined {
  if (object.kind !== 'Service') return 'kind not taken';
  if (type.value === undefined || type.value === null) return 'no type';
  if (type.value !== 'NodePort' && type.value !== 'ClusterIP') return `type ${show(type.value)} not taken`;
  return type.value === 'NodePort' && portList.length === 0 ? 'no ports to open' : undefined;
}

function drawSelection(
  graph: TopologyBuilder,
  service: Service,
  id: string,
  workloads: readonly DrawnWorkload[],
): void {
  const { value } = service.selector;
  const words = isMap(value) ? shownPairs(value) : '';
  const selected = selectedBy(
    service,
    workloads.map(({ workload }) => workload),
  );
  for (const { workload, pod } of workloads) {
    if (selected.includes(workload)) graph.connect(id, pod, 'selects', words);
  }
  if (selected.length > 0) return;
  const broken = words === '' ? 'selects no pods' : 'no pods match';
  const nothing = graph.add({
    id: `pods of ${id}`,
    kind: 'nothing',
    label: 'Pods',
    title: 'No such pods',
    detail: words === '' ? 'no selector' : words,
    place: placeOf(service.selector),
    broken,
  });
  graph.connect(id, nothing, 'selects', words, broken);
}

/** A container calls a Service where one of its variables names it as a host. */
function drawCalls(
  graph: TopologyBuilder,
  { workload, containers }: DrawnWorkload,
  services: readonly { readonly service: Service; readonly id: string }[],
): void {
  for (const { service, id } of services) {
    const { name } = service.object;
    // A pod that names the Service in front of itself mostly tells others its own address.
    if (name === undefined || selectedBy(service, [workload]).length > 0) continue;
    for (const { container, id: caller } of containers) {
      const naming = container.variables.filter(({ value }) => namesHost(textOf(get(value, 'value')), name));
      const [first] = naming;
      if (first !== undefined) graph.connect(caller, id, 'calls', first.name ?? '');
    }
  }
}

/** Whether a value is, or holds, a URL or an address at a host: `http://db:80/x`, `db:80`, `a:1,db.ns.svc:2`. */
function namesHost(value: string | undefined, host: string): boolean {
  if (value === undefined) return false;
  return value.split(/[\s,;]+/).some((part) => {
    const address = part.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/^[^@/]*@/, '');
    const name = /^[^:/?#]*/.exec(address)?.[0] ?? '';
    return name === host || name.startsWith(`${host}.`);
  });
}

function drawRefused(graph: TopologyBuilder, object: AppSpecObject): void {
  // What is still being written is no claim yet.
  if (!isMap(object.value) || !object.object.valid) return;
  graph.add({
    id: object.title,
    kind: 'refused',
    label: object.kind ?? 'Object',
    title: object.name ?? 'without a name',
    detail: '',
    place: placeOf(object),
    broken: object.kind === undefined ? 'no kind' : 'kind not taken',
  });
}
