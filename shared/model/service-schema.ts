import Type from 'typebox';
import { choice, dnsName, labels, metadata, objectOfKind, portNumber } from './object-schema.ts';

const ServicePort = Type.Object(
  {
    name: Type.Optional(
      dnsName(
        'What the port is called. Needed where there are several ports, and where the port has a cohesityEnv.',
      ),
    ),
    port: portNumber('The number the Service answers on inside the cluster, 1 to 65535.'),
    targetPort: Type.Optional(
      Type.Union([portNumber('A port number of the pods.'), Type.String({ minLength: 1 })], {
        description:
          'Where the traffic goes in the pods: a number, or the name of a container’s port. Left out, it is the same number as port.',
      }),
    ),
    protocol: Type.Optional(
      choice('How the port talks. Left out, it is TCP.', {
        TCP: 'For HTTP and nearly everything else.',
        UDP: 'For datagrams, such as DNS.',
      }),
    ),
    cohesityTag: Type.Optional(
      choice('Marks the port for the platform. One port in the whole AppSpec may have it.', {
        ui: 'The app launcher opens this port. The token gate stands before it, unless app.json sets unrestricted_app_ui_access.',
      }),
    ),
    cohesityEnv: Type.Optional(
      Type.String({
        minLength: 1,
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        examples: ['APP_NODE_PORT'],
        description:
          'Name of an environment variable. The platform picks a port on the cluster’s nodes for this one and sets the variable to its number in every pod of the app. Each name can be used once; the port needs a name, too.',
      }),
    ),
  },
  { title: 'Service port', description: 'One port that the Service answers on.' },
);

/** The schema of a Service. */
export const ServiceSchema = objectOfKind({
  kind: 'Service',
  apiVersion: 'v1',
  description: 'Gives pods one stable name and opens their ports, to the outside or to the app itself.',
  metadata: metadata(
    labels('Pairs that say what the Service belongs to. A Service must have some, such as app: my-app.'),
    {},
  ),
  spec: Type.Object(
    {
      type: choice('Who can reach the Service.', {
        NodePort: 'Reached from outside: the platform gives it a port on the cluster’s nodes.',
        ClusterIP: 'Reached only by the app’s own pods.',
      }),
      selector: labels(
        'Which pods get the traffic: those that carry all of these labels under spec.template.metadata.labels.',
      ),
      ports: Type.Optional(
        Type.Array(ServicePort, {
          description: 'What the Service answers on. A NodePort Service needs some.',
        }),
      ),
      clusterIP: Type.Optional(
        Type.String({
          examples: ['None'],
          description:
            'None makes a headless Service: its name leads straight to the pods, as a StatefulSet may want.',
        }),
      ),
      sessionAffinity: Type.Optional(
        choice('Whether a client is led to the same pod again. Left out, it is None.', {
          None: 'Any pod answers.',
          ClientIP: 'The same client address comes to the same pod.',
        }),
      ),
    },
    { description: 'What the Service opens, and which pods answer.' },
  ),
});
