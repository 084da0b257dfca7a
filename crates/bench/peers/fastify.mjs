// The peer to beat: Fastify as its documentation advises, with response schemas and prepared statements.
import jwt from '@fastify/jwt';
import Fastify from 'fastify';

import { SECRET, STATES, list, moveCase, one, openCase, prefixes, recordRead, search } from './data.mjs';

const app = Fastify({ logger: false });
await app.register(jwt, { secret: SECRET, verify: { algorithms: ['HS256'] } });

const allow = (...roles) => async (request, reply) => {
  try {
    await request.jwtVerify();
  } catch {
    return reply.code(401).send({ error: 'unauthorized' });
  }
  if (!roles.includes(request.user.role)) return reply.code(403).send({ error: 'forbidden' });
};
const anybody = allow('customer', 'agency', 'admin');

const object = (properties) => ({ type: 'object', properties });
const of = (type, ...names) => Object.fromEntries(names.map((name) => [name, { type }]));
const masked = {
  ...of('integer', 'id', 'age', 'experience_years'),
  ...of('string', 'code', 'nationality', 'skills', 'languages', 'summary'),
};
const full = {
  ...masked, ...of('integer', 'org'),
  ...of('string', 'status', 'full_name', 'passport_no', 'national_id', 'phone', 'medical_notes'),
};
const listOf = (properties) => ({
  200: object({ data: { type: 'array', items: object(properties) }, next: { type: ['integer', 'null'] } }),
});
const filter = {
  type: 'object',
  required: ['nationality'],
  properties: { nationality: { type: 'string', pattern: '^[A-Z]{2}$' }, exp: { type: 'integer', default: 0 } },
};

app.get('/workers', { preHandler: anybody, schema: { querystring: filter, response: listOf(full) } }, async (request) => {
  const { nationality, exp } = request.query;
  const { role, org } = request.user;
  const found = role === 'customer' ? await list.customer([nationality, exp]) : await list.agency([nationality, exp, org]);
  return { data: found.rows, next: found.rows.at(-1)?.id ?? null };
});

const byId = object(of('integer', 'id'));
const oneOf = { 200: object({ data: object(full) }) };
app.get('/workers/:id', { preHandler: anybody, schema: { params: byId, response: oneOf } }, async (request, reply) => {
  const { id } = request.params;
  const { role, org, sub } = request.user;
  const found = role === 'customer' ? await one.customer([id]) : await one.agency([id, org]);
  if (role !== 'customer') await recordRead(sub, String(id));
  return found.rowCount ? { data: found.rows[0] } : reply.code(404).send({ error: 'not found' });
});

app.get('/search', { preHandler: anybody, schema: { response: listOf(masked) } }, async (request, reply) => {
  const query = prefixes(request.query.q);
  if (!query) return reply.code(400).send({ error: 'bad q' });
  return { data: (await search([query])).rows, next: null };
});

app.post('/cases', { preHandler: allow('customer') }, async (request, reply) => {
  const worker = Number(request.body?.worker);
  if (!Number.isInteger(worker)) return reply.code(400).send({ error: 'bad worker' });
  const made = await openCase(request.user.sub, worker, request.query.mode !== 'unguarded');
  return made ? reply.code(201).send({ data: made }) : reply.code(409).send({ error: 'locked' });
});

app.patch('/cases/:id', { preHandler: allow('agency', 'admin') }, async (request, reply) => {
  if (!STATES.has(request.body?.state)) return reply.code(400).send({ error: 'bad state' });
  const moved = await moveCase(request.user.sub, Number(request.params.id), request.body.state);
  return moved ? { data: moved } : reply.code(404).send({ error: 'not found' });
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
