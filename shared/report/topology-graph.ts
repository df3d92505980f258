import type { Path } from '../text/path.ts';

/** What a node of the picture stands for. */
export type TopologyKind =
  | 'client'
  | 'node-port'
  | 'gate'
  | 'service'
  | 'port'
  | 'workload'
  | 'pod'
  | 'container'
  | 'image'
  | 'variables'
  | 'volume'
  /** What a broken edge leads to: pods or a volume that nothing declares. */
  | 'nothing'
  /** An object of a kind that an AppSpec may not have. */
  | 'refused';

/** Where a node is written. */
export interface TopologyPlace {
  readonly role: 'appSpec' | 'appJson';
  readonly object: number;
  readonly path: Path;
}

export interface TopologyNode {
  /** Stays the same while the text around it changes: made of kinds and names, not of positions. */
  readonly id: string;
  readonly kind: TopologyKind;
  /** The kind as people call it: `ReplicaSet`, `Node port`. */
  readonly label: string;
  readonly title: string;
  /** One more fact, or an empty text. */
  readonly detail: string;
  readonly place?: TopologyPlace;
  /** The node it is drawn inside of. */
  readonly within?: string;
  /** What is wrong with it, as a short phrase. */
  readonly broken?: string;
  /** Of a gate and an image: there, left out on purpose, not there, or not known. */
  readonly state?: 'present' | 'skipped' | 'absent' | 'unknown';
  /** Of a workload: more than one pod may run. */
  readonly several?: true;
  /** Of a group of variables: each by its name, with where it comes from. */
  readonly items?: readonly { readonly name: string; readonly detail: string }[];
  /** It runs only when the app is uninstalled. */
  readonly uninstall?: true;
}

type TopologyEdgeKind =
  /** From a client up to the Service. */
  | 'traffic'
  /** From a Service to the pods its selector matches. */
  | 'selects'
  /** From a workload to its pods, by its own selector. */
  | 'keeps'
  | 'runs'
  | 'image'
  | 'mount'
  /** From a container to a Service that one of its variables names. */
  | 'calls';

export interface TopologyEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: TopologyEdgeKind;
  /** What the edge says, or an empty text. */
  readonly label: string;
  /** Why nothing gets through, as a short phrase. */
  readonly broken?: string;
}

/** An app as a graph, nodes in the order in which they are read. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** Collects a graph; ids that are taken get a number. */
export class TopologyBuilder {
  readonly nodes: TopologyNode[] = [];
  readonly edges: TopologyEdge[] = [];
  readonly #taken = new Map<string, number>();

  /** Adds a node and gives its id. */
  add(node: TopologyNode): string {
    const id = this.#unique(node.id);
    this.nodes.push({ ...node, id });
    return id;
  }

  connect(from: string, to: string, kind: TopologyEdgeKind, label = '', broken?: string): void {
    const id = this.#unique(`${kind}: ${from} → ${to}`);
    this.edges.push({ id, from, to, kind, label, ...(broken === undefined ? {} : { broken }) });
  }

  #unique(id: string): string {
    const count = (this.#taken.get(id) ?? 0) + 1;
    this.#taken.set(id, count);
    return count === 1 ? id : `${id} (${count})`;
  }
}
