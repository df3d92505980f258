import Type from 'typebox';
import { choice, dnsName, portNumber } from './object-schema.ts';

const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));
const seconds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

function quantity(description: string, examples: readonly string[]) {
  return Type.Optional(
    Type.Union(
      [
        Type.String({
          pattern: '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3}|[numkKMGTPE]|[kKMGTPE]i)?$',
        }),
        Type.Number(),
      ],
      { description, examples: [...examples] },
    ),
  );
}

const cpu = 'CPU cores: 1 is one core, 250m a quarter of one.';
const memory = 'Memory: 128Mi is 128 × 1,048,576 bytes. Use Mi or Gi, which every checker takes.';

const Resources = Type.Object(
  {
    requests: Type.Object(
      {
        cpu: quantity(cpu, ['100m', '250m', '1']),
        memory: quantity(memory, ['64Mi', '128Mi', '512Mi', '1Gi']),
      },
      { description: 'What the cluster sets aside for the container before it starts it.' },
    ),
    limits: Type.Optional(
      Type.Object(
        {
          cpu: quantity(`${cpu} Above it the container is slowed down.`, ['500m', '1', '2']),
          memory: quantity(`${memory} Above it the container is ended.`, ['256Mi', '512Mi', '1Gi']),
        },
        { description: 'The most that the container may use. No limit lies below its request.' },
      ),
    ),
  },
  { description: 'How much CPU and memory the container needs. Without it the cluster cannot plan.' },
);

const Variable = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      pattern: '^[-._A-Za-z][-._A-Za-z0-9]*$',
      description: 'Name of the variable, such as LOG_LEVEL.',
    }),
    value: Type.Optional(
      Type.String({
        description: 'Its value, always text: numbers and true/false stand in quotes. No credentials here.',
      }),
    ),
    valueFrom: Type.Optional(
      Type.Object(
        {
          fieldRef: Type.Optional(
            Type.Object(
              {
                fieldPath: Type.String({
                  examples: ['metadata.name', 'metadata.namespace', 'status.podIP'],
                  description: 'Which field of the pod, such as status.podIP.',
                }),
              },
              { description: 'Takes a field of the pod itself.' },
            ),
          ),
        },
        { description: 'Takes the value from elsewhere. ConfigMaps and Secrets do not exist here.' },
      ),
    ),
  },
  { title: 'Variable', description: 'One environment variable.' },
);

const VolumeMount = Type.Object(
  {
    name: dnsName('Which volume: the name of one under volumes of the pod.'),
    mountPath: Type.String({
      minLength: 1,
      examples: ['/data'],
      description: 'The folder in the container where the volume appears.',
    }),
    subPath: Type.Optional(Type.String({ description: 'Only this folder of the volume, not all of it.' })),
    readOnly: Type.Optional(Type.Boolean({ description: 'Whether the container may only read it.' })),
  },
  { title: 'Mount', description: 'One volume, and where the container sees it.' },
);

const ContainerPort = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 15,
        description: 'What the port is called. A Service’s targetPort can say it instead of the number.',
      }),
    ),
    containerPort: portNumber('The number the program in the container listens on, 1 to 65535.'),
    protocol: Type.Optional(
      choice('How the port talks. Left out, it is TCP.', {
        TCP: 'For HTTP and nearly everything else.',
        UDP: 'For datagrams, such as DNS.',
      }),
    ),
  },
  { title: 'Container port', description: 'One port that a program in the container listens on.' },
);

const targetPort = Type.Union([portNumber('A port number.'), Type.String({ minLength: 1 })], {
  description: 'Number or name of a port of the container.',
});

const probe = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        httpGet: Type.Optional(
          Type.Object(
            {
              path: Type.Optional(Type.String({ examples: ['/health'], description: 'What to ask for.' })),
              port: targetPort,
              scheme: Type.Optional(
                choice('How to ask. Left out, it is HTTP.', { HTTP: 'Plain HTTP.', HTTPS: 'HTTP over TLS.' }),
              ),
            },
            { description: 'Asks over HTTP; an answer from 200 to 399 is good.' },
          ),
        ),
        tcpSocket: Type.Optional(
          Type.Object({ port: targetPort }, { description: 'Good where the port takes a connection.' }),
        ),
        exec: Type.Optional(
          Type.Object(
            { command: texts('The program and its arguments, one an item.') },
            { description: 'Runs a program in the container; ending with 0 is good.' },
          ),
        ),
        initialDelaySeconds: seconds('Seconds from the start to the first question.'),
        periodSeconds: seconds('Seconds from one question to the next. Left out, it is 10.'),
        timeoutSeconds: seconds('Seconds to wait for an answer. Left out, it is 1.'),
        failureThreshold: seconds('How many bad answers in a row count. Left out, it is 3.'),
      },
      { description },
    ),
  );

/** The schema of a container. */
export const ContainerSchema = Type.Object(
  {
    name: dnsName('What the container is called. The containers of a pod have different names.'),
    image: Type.String({
      minLength: 1,
      examples: ['my-app:latest'],
      description:
        'The image it runs. It must equal a tag of an image archive in the bundle; my-app means my-app:latest.',
    }),
    imagePullPolicy: Type.Optional(
      choice('When the image is fetched anew. The images of an app lie in the cluster already.', {
        IfNotPresent: 'Only where the node does not have it.',
        Always: 'At every start.',
        Never: 'Not at all.',
      }),
    ),
    command: texts('The program to run instead of the image’s ENTRYPOINT.'),
    args: texts('Arguments instead of the image’s CMD.'),
    workingDir: Type.Optional(Type.String({ description: 'The folder the program starts in.' })),
    ports: Type.Optional(
      Type.Array(ContainerPort, { description: 'What the container listens on. A Service opens it.' }),
    ),
    resources: Type.Optional(Resources),
    env: Type.Optional(
      Type.Array(Variable, {
        description:
          'Environment variables. The platform adds its own to every pod, and one for each cohesityEnv.',
      }),
    ),
    volumeMounts: Type.Optional(
      Type.Array(VolumeMount, { description: 'Where the pod’s volumes appear in the container.' }),
    ),
    readinessProbe: probe('How the cluster finds out whether the container can take traffic.'),
    livenessProbe: probe('How the cluster finds out whether the container must be started anew.'),
    startupProbe: probe('Holds the other probes back until the container is up.'),
  },
  { title: 'Container', description: 'One container of the pod: an image and how it runs.' },
);
