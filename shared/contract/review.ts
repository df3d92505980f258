import Type, { type Static } from 'typebox';
import type { Topology } from '../report/topology-graph.ts';
import { CompareOutput } from './comparison.ts';
import { DiagnosticShape, NotCheckedShape } from './outputs.ts';

const strict = { additionalProperties: false } as const;
const bytes = Type.Integer({ minimum: 0 });
const texts = Type.Array(Type.String());

/** Who signed a package, as far as its own certificates say. */
const SignatureShape = Type.Object(
  {
    state: Type.Union(
      [Type.Literal('valid'), Type.Literal('invalid'), Type.Literal('unsigned'), Type.Literal('not-read')],
      { description: 'not-read: reading ended before it, or has not come so far yet.' },
    ),
    by: Type.Optional(
      Type.Object(
        {
          subject: Type.String({ description: 'Whom the certificate names.' }),
          issuer: Type.String(),
          fingerprint: Type.String({ description: 'SHA-256 of the certificate, in pairs of digits.' }),
          validFrom: Type.String(),
          validTo: Type.String(),
          expired: Type.Boolean(),
        },
        strict,
      ),
    ),
    detail: Type.String({ description: 'A plain sentence; what a valid signature does not prove, too.' }),
  },
  strict,
);
export type ReviewSignature = Static<typeof SignatureShape>;

const ManifestShape = Type.Object(
  {
    role: Type.Union([Type.Literal('appSpec'), Type.Literal('appJson')]),
    /** As findings and the archive call it: `appspec.yaml`, `app.tar.gz/app.yaml`. */
    file: Type.String(),
    text: Type.String(),
  },
  strict,
);

const ReviewImageShape = Type.Object(
  {
    ref: Type.String({ description: 'First tag, or the ID where there is none.' }),
    tags: texts,
    id: Type.String(),
    /** The entry or archive it lies in. */
    origin: Type.String(),
    platform: Type.String({ description: '“unknown” where its config has none.' }),
    bytes,
    layers: Type.Array(Type.Object({ diffId: Type.String(), bytes, command: Type.String() }, strict)),
    exposedPorts: texts,
    user: Type.String({ description: 'Empty: root.' }),
    entrypoint: texts,
    command: texts,
    workingDir: Type.String(),
    labels: Type.Record(Type.String(), Type.String()),
    /** Credentials are masked. */
    env: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, strict)),
  },
  strict,
);
export type ReviewImage = Static<typeof ReviewImageShape>;

const toneShape = Type.Union([Type.Literal('plain'), Type.Literal('good'), Type.Literal('attention')]);

const ReplicasShape = Type.Object(
  {
    fixed: Type.Optional(Type.Number()),
    share: Type.Optional(Type.Number()),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  strict,
);

/** What an app asks for, in plain words, and the amounts behind its totals. */
export const RequestsShape = Type.Object(
  {
    /** In the order in which one reads them. */
    groups: Type.Array(
      Type.Object(
        {
          id: Type.Union([
            Type.Literal('ui'),
            Type.Literal('ports'),
            Type.Literal('access'),
            Type.Literal('environment'),
            Type.Literal('volumes'),
            Type.Literal('cleanup'),
          ]),
          title: Type.String(),
          lines: Type.Array(
            Type.Object(
              {
                text: Type.String(),
                tone: toneShape,
                /** Where it stands. */
                file: Type.String(),
                path: Type.String({ description: 'For people; empty where it has no place.' }),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
    /** For `resourceTotals` of `shared/report/requests.ts`. */
    workloads: Type.Array(
      Type.Object(
        {
          title: Type.String(),
          kind: Type.Union([Type.Literal('ReplicaSet'), Type.Literal('StatefulSet'), Type.Literal('Job')]),
          cleanup: Type.Boolean(),
          replicas: ReplicasShape,
          /** Of one pod; cores and bytes. Absent where no container asks for any. */
          cpu: Type.Optional(Type.Number()),
          memory: Type.Optional(Type.Number()),
          /** Containers that ask for nothing, so the totals are a lower bound. */
          silent: Type.Integer({ minimum: 0 }),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Requests = Static<typeof RequestsShape>;

/** Everything the review page and the report tell of one bundle. */
export const ReviewOutput = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    target: Type.String(),
    /** File or folder name. */
    name: Type.String(),
    /** `manifests`: the first facts, told while the images are still to be read. */
    stage: Type.Union([Type.Literal('manifests'), Type.Literal('whole')]),
    kind: Type.Union([
      Type.Literal('bundle'),
      Type.Literal('pkg'),
      Type.Literal('folder'),
      Type.Literal('image-archive'),
      Type.Literal('project'),
      Type.Literal('manifest'),
    ]),
    wrapping: Type.Union([Type.Literal('none'), Type.Literal('gzip'), Type.Literal('zstd')]),
    bytes: Type.Optional(bytes),
    /** Of the file; absent for folders, before the end, and where damage ended the reading. */
    sha256: Type.Optional(Type.String()),
    signature: SignatureShape,
    app: Type.Optional(
      Type.Object(
        {
          name: Type.String(),
          version: Type.String(),
          description: Type.String(),
          minSoftwareVersion: Type.String(),
        },
        strict,
      ),
    ),
    manifests: Type.Array(ManifestShape),
    entries: Type.Array(Type.Object({ name: Type.String(), bytes, sha256: Type.String() }, strict)),
    summary: Type.Object({ errors: Type.Integer(), warnings: Type.Integer(), notes: Type.Integer() }, strict),
    /** All rules, and what is wrong with the archive itself (`bundle/…`). */
    diagnostics: Type.Array(DiagnosticShape),
    notChecked: Type.Array(NotCheckedShape),
    checklist: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Type.String(),
          state: Type.Union([
            Type.Literal('passed'),
            Type.Literal('failed'),
            Type.Literal('not-checked'),
            Type.Literal('ticked'),
            Type.Literal('open'),
          ]),
          detail: Type.String(),
        },
        strict,
      ),
    ),
    requests: RequestsShape,
    topology: Type.Unsafe<Topology>(Type.Object({}, { description: 'Nodes and edges.' })),
    images: Type.Array(ReviewImageShape),
  },
  { ...strict, title: 'gantry review' },
);
export type ReviewOutput = Static<typeof ReviewOutput>;

/** A reviewer's word on what was read. */
export const ReviewerShape = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    decision: Type.Union([Type.Literal('accepted'), Type.Literal('rejected'), Type.Literal('undecided')]),
    notes: Type.String({ maxLength: 100_000 }),
  },
  strict,
);
export type Reviewer = Static<typeof ReviewerShape>;

/** A review as it is kept and handed on; the HTML report tells the same. */
export const ReviewReportOutput = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    version: Type.String({ description: 'Of Gantry.' }),
    at: Type.String({ description: 'When it was made, ISO 8601.' }),
    review: ReviewOutput,
    reviewer: Type.Optional(ReviewerShape),
    comparison: Type.Optional(CompareOutput),
  },
  { ...strict, title: 'gantry review report' },
);
export type ReviewReportOutput = Static<typeof ReviewReportOutput>;
