import type { AdminOperation } from './operation.js';
import { ADMIN_OPERATIONS } from './operations.js';
import { CHANNEL_NAME_SCHEMA, type JsonSchema, SCHEMAS } from './schemas.js';

const json = (schema: JsonSchema): JsonSchema => ({ content: { 'application/json': { schema } } });
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'A value of the request is wrong',
  401: 'No valid bearer token',
  403: 'The token may not administer this, or the page of another site has sent the request',
  404: 'There is no such channel, connection, ban or recording',
  408: 'The body did not come',
  409: 'The relay cannot do this as it is configured, or a limit is reached',
  413: 'The body is too long',
  415: 'The body is no JSON',
  422: 'The configuration file is wrong; nothing was changed',
  500: 'The change holds but could not be stored, or the relay failed',
};

const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  channel: CHANNEL_NAME_SCHEMA,
  node: { type: 'string', minLength: 1, maxLength: 64, description: 'name of a node of the cluster' },
  id: { type: 'string', minLength: 1, description: 'kind and value, as in address:10.0.0.0/8' },
};

/** The OpenAPI 3.1 document of the administration API, made of its operations. */
export function openApiDocument(version: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of ADMIN_OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: entryOf(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Administration of a Latentcast relay',
      version,
      description:
        'For holders of a key or token with the grant to administer. Operations on a channel need it for that channel, all others for every channel (`*`).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: SCHEMAS,
    },
  };
}

function entryOf({ id, path, summary, query = {}, request, response, problems = [] }: AdminOperation): JsonSchema {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name: name!,
      in: 'path',
      required: true,
      schema: PARAMETERS[name!]!,
    })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
  ];
  const statuses = [400, 401, 403, ...problems, ...(request ? [408, 413, 415] : [])].sort((a, b) => a - b);
  const refusals = statuses.map((status) => [status, { description: PROBLEMS[status]!, ...json(ref('Problem')) }]);
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(request && { requestBody: { required: true, ...json(ref(request)) } }),
    responses: { 200: { description: summary, ...json(ref(response)) }, ...Object.fromEntries(refusals) },
  };
}
