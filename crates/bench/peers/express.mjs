// The shape that such platforms are usually written in: Express with its customary middleware.
import { createSecretKey } from 'node:crypto';

import express from 'express';
import helmet from 'helmet';
import jwt from 'jsonwebtoken';

import { SECRET, STATES, list, moveCase, one, openCase, prefixes, recordRead, search } from './data.mjs';

// A key object: with a string, jsonwebtoken 9 tries to read a public key first and throws on every request.
const KEY = createSecretKey(Buffer.from(SECRET));
const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.use(helmet());
app.use(express.json());

app.use((request, response, next) => {
  try {
    request.user = jwt.verify((request.headers.authorization ?? '').slice(7), KEY, { algorithms: ['HS256'] });
  } catch {
    return response.status(401).json({ error: 'unauthorized' });
  }
  next();
});
const allow = (...roles) => (request, response, next) =>
  roles.includes(request.user.role) ? next() : response.status(403).json({ error: 'forbidden' });
const anybody = allow('customer', 'agency', 'admin');

app.get('/workers', anybody, async (request, response) => {
  const nationality = String(request.query.nationality ?? '');
  const exp = Number(request.query.exp ?? 0);
  if (!/^[A-Z]{2}$/.test(nationality) || !Number.isInteger(exp)) return response.status(400).json({ error: 'bad filter' });
  const { role, org } = request.user;
  const found = role === 'customer' ? await list.customer([nationality, exp]) : await list.agency([nationality, exp, org]);
  response.json({ data: found.rows, next: found.rows.at(-1)?.id ?? null });
});

app.get('/workers/:id', anybody, async (request, response) => {
  const id = Number(request.params.id);
  if (!Number.isInteger(id)) return response.status(400).json({ error: 'bad id' });
  const { role, org, sub } = request.user;
  const found = role === 'customer' ? await one.customer([id]) : await one.agency([id, org]);
  if (role !== 'customer') await recordRead(sub, String(id));
  if (!found.rowCount) return response.status(404).json({ error: 'not found' });
  response.json({ data: found.rows[0] });
});

app.get('/search', anybody, async (request, response) => {
  const query = prefixes(request.query.q);
  if (!query) return response.status(400).json({ error: 'bad q' });
  response.json({ data: (await search([query])).rows });
});

app.post('/cases', allow('customer'), async (request, response) => {
  const worker = Number(request.body?.worker);
  if (!Number.isInteger(worker)) return response.status(400).json({ error: 'bad worker' });
  const made = await openCase(request.user.sub, worker, request.query.mode !== 'unguarded');
  if (!made) return response.status(409).json({ error: 'locked' });
  response.status(201).json({ data: made });
});

app.patch('/cases/:id', allow('agency', 'admin'), async (request, response) => {
  if (!STATES.has(request.body?.state)) return response.status(400).json({ error: 'bad state' });
  const moved = await moveCase(request.user.sub, Number(request.params.id), request.body.state);
  if (!moved) return response.status(404).json({ error: 'not found' });
  response.json({ data: moved });
});

app.use((error, request, response, _next) => response.status(500).json({ error: 'internal' }));
app.listen(Number(process.env.PORT), '127.0.0.1');
