import Type from 'typebox';
import { AppJsonSchema } from './app-json-schema.ts';
import { ServiceSchema } from './service-schema.ts';
import { JobSchema, ReplicaSetSchema, StatefulSetSchema } from './workload-schema.ts';

/**
 * The shape and the meaning of both manifests, for editors: completion, help on hover, and the published schemas.
 * What is right and wrong in them is said by `rules/`, which sees more than a schema can.
 */
export const manifestSchemas = {
  appSpec: Type.Union([ServiceSchema, ReplicaSetSchema, StatefulSetSchema, JobSchema], {
    title: 'appspec.yaml',
    description: 'One object of an AppSpec; the documents of the file are one object each.',
  }),
  appJson: AppJsonSchema,
};
