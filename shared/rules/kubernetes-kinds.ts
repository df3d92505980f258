/** A kind that Kubernetes has and the Marketplace refuses: which family it belongs to, and what to use instead. */
interface RefusedKind {
  readonly family: 'workload' | 'config' | 'network' | 'storage' | 'scaling' | 'access' | 'cluster';
  /** Ends the sentence “… is Kubernetes, but not allowed in an AppSpec.” */
  readonly instead: string;
}

const workload = (instead: string): RefusedKind => ({ family: 'workload', instead });
const config = (instead: string): RefusedKind => ({ family: 'config', instead });
const network = (instead: string): RefusedKind => ({ family: 'network', instead });
const storage = (instead: string): RefusedKind => ({ family: 'storage', instead });
const scaling = (instead: string): RefusedKind => ({ family: 'scaling', instead });
const access: RefusedKind = {
  family: 'access',
  instead:
    'The platform sets up accounts itself; use APP_AUTHENTICATION_TOKEN to call its API, and remove this object.',
};
const cluster: RefusedKind = {
  family: 'cluster',
  instead: 'An app changes nothing about the cluster itself; remove this object.',
};
const asEnvironment = config('Put the values into the env of the containers that read them.');
const asNodePort = network('Use a Service of type NodePort with cohesityTag: ui on its port.');

const refused: Readonly<Record<string, RefusedKind>> = {
  Deployment: workload('Use ReplicaSet; the platform does the rollout.'),
  DaemonSet: workload('Use ReplicaSet with replicas: {share: 1}, which runs one pod for each node.'),
  CronJob: workload('Use Job for work done once, or a ReplicaSet that keeps the time itself.'),
  Pod: workload('Use ReplicaSet with replicas: {fixed: 1} and this pod as its template.'),
  ReplicationController: workload('Use ReplicaSet, its successor.'),
  PodTemplate: workload('Put the template into a ReplicaSet.'),
  ConfigMap: asEnvironment,
  Secret: config(
    'Put the values into the env of the containers that read them, and keep real credentials out of the AppSpec.',
  ),
  Ingress: asNodePort,
  IngressClass: asNodePort,
  Gateway: asNodePort,
  HTTPRoute: asNodePort,
  Endpoints: network('Use a Service whose selector matches the pods.'),
  EndpointSlice: network('Use a Service whose selector matches the pods.'),
  NetworkPolicy: network('Use a Service of type ClusterIP for what only the app itself may reach.'),
  PersistentVolumeClaim: storage('Declare the volume under volumes of the pod, with fsType and volumeType.'),
  PersistentVolume: storage(
    'Declare the volume under volumes of the pod, with volumeType: static and volumeName.',
  ),
  StorageClass: storage('Declare the volume under volumes of the pod, with fsType and volumeType.'),
  HorizontalPodAutoscaler: scaling(
    'Use replicas: {share: …, min: …, max: …}, which follows the number of nodes.',
  ),
  VerticalPodAutoscaler: scaling('Set resources.requests of the containers.'),
  PodDisruptionBudget: scaling('Use replicas: {share: …, min: …} to keep enough pods.'),
  ServiceAccount: access,
  Role: access,
  RoleBinding: access,
  ClusterRole: access,
  ClusterRoleBinding: access,
  Namespace: cluster,
  CustomResourceDefinition: cluster,
  ResourceQuota: cluster,
  LimitRange: cluster,
  PriorityClass: cluster,
  MutatingWebhookConfiguration: cluster,
  ValidatingWebhookConfiguration: cluster,
  APIService: cluster,
  List: { family: 'cluster', instead: 'Write each item as a document of its own, with “---” between them.' },
};

/** What Gantry knows of a kind that only Kubernetes takes. */
export function refusedKind(kind: string): RefusedKind | undefined {
  return Object.hasOwn(refused, kind) ? refused[kind] : undefined;
}
