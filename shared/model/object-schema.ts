import Type, { type TProperties, type TSchema } from 'typebox';

/** Words that one of a few texts may be, each with what it means. */
export function choice(description: string, choices: Readonly<Record<string, string>>) {
  return Type.Union(
    Object.entries(choices).map(([value, meaning]) => Type.Literal(value, { description: meaning })),
    { description },
  );
}

/** Labels: a map of texts. */
export function labels(description: string) {
  return Type.Record(Type.String(), Type.String({ maxLength: 63 }), { description });
}

/** A name under the DNS rules of Kubernetes. */
export function dnsName(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
    description,
  });
}

/** A port number. */
export function portNumber(description: string) {
  return Type.Integer({ minimum: 1, maximum: 65_535, description });
}

interface KindParts<Kind extends string, Metadata extends TSchema, Spec extends TSchema> {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly description: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/** One kind of object: the four fields that every object has. */
export function objectOfKind<Kind extends string, Metadata extends TSchema, Spec extends TSchema>({
  kind,
  apiVersion,
  description,
  metadata,
  spec,
}: KindParts<Kind, Metadata, Spec>) {
  return Type.Object(
    {
      apiVersion: Type.Literal(apiVersion, {
        description: `Which version of the Kubernetes API the object is written for. A ${kind} is ${apiVersion}.`,
      }),
      kind: Type.Literal(kind, { description }),
      metadata,
      spec,
    },
    { title: kind, description },
  );
}

/** What an object is called and how others find it. `more` are fields that only one kind has there. */
export function metadata<More extends TProperties>(labelsOfKind: TSchema, more: More) {
  return Type.Object(
    {
      name: dnsName(
        'What the object is called. No two objects of one kind share a name. Small letters, digits and “-”.',
      ),
      labels: labelsOfKind,
      annotations: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: 'Notes for people and tools. Nothing is selected by them.',
        }),
      ),
      ...more,
    },
    { description: 'What the object is called, and the labels it carries.' },
  );
}
