import {
  Ban,
  Bot,
  Box,
  Boxes,
  Braces,
  CirclePlay,
  Container,
  Database,
  EthernetPort,
  HardDrive,
  Layers,
  type LucideIcon,
  Package,
  PackageX,
  Plug,
  Recycle,
  Shield,
  ShieldCheck,
  ShieldOff,
  Unplug,
  Users,
  Waypoints,
} from 'lucide-react';
import type { TopologyKind, TopologyNode } from '../../../shared/report/topology-graph.ts';

const icons: Readonly<Record<TopologyKind, LucideIcon>> = {
  client: Bot,
  'node-port': EthernetPort,
  gate: Shield,
  service: Waypoints,
  port: Plug,
  workload: Boxes,
  pod: Box,
  container: Container,
  image: Package,
  variables: Braces,
  volume: HardDrive,
  nothing: Unplug,
  refused: Ban,
};

function iconOf({ kind, label, state, title, uninstall }: TopologyNode): LucideIcon {
  if (kind === 'client' && title === 'People') return Users;
  if (kind === 'gate' && state === 'present') return ShieldCheck;
  if (kind === 'gate' && state === 'skipped') return ShieldOff;
  if (kind === 'image' && state === 'absent') return PackageX;
  if (kind !== 'workload') return icons[kind];
  if (label === 'StatefulSet') return Database;
  if (label === 'Job') return uninstall ? Recycle : CirclePlay;
  return Layers;
}

/** The sign of what a node stands for; its words say the same. */
export function NodeIcon({ node, size = 16 }: { readonly node: TopologyNode; readonly size?: number }) {
  const Icon = iconOf(node);
  return <Icon size={size} aria-hidden="true" className="topology-icon" strokeWidth={1.75} />;
}
