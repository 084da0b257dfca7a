// Access tokens before the eyes of a stranger: another library (jose) verifies ours with nothing but the keys that we publish.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createRemoteJWKSet, decodeProtectedHeader, errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

import { signIn } from './api.mjs';
import { startDemo } from './demo.mjs';

const BINARY = fileURLToPath(new URL('../target/debug/amana', import.meta.url));
const ISSUER = 'https://demo.amana.example';
const RULES = { issuer: ISSUER, audience: `${ISSUER}/api/v1`, algorithms: ['EdDSA'], typ: 'at+jwt' };

let demo;
let keys;
let token;

before(async () => {
  demo = await startDemo();
  keys = createRemoteJWKSet(new URL(`${demo.url}/api/v1/.well-known/jwks.json`));
  token = (await signIn(demo, demo.person('agency_user'))).token();
});

after(() => demo?.stop());

test('a stranger verifies a token by the published keys', async () => {
  const { payload, protectedHeader } = await jwtVerify(token, keys, RULES);
  assert.equal(payload.exp - payload.iat, 300);
  assert.equal(payload.sid, payload.sub);
  assert.deepEqual(Object.keys(payload).sort(), ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'org', 'portal', 'sid', 'sub']);
  const { keys: [key] } = await (await fetch(`${demo.url}/api/v1/.well-known/jwks.json`)).json();
  assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'], 'the private part is nowhere');
  assert.equal(protectedHeader.kid, key.kid);
});

test('a stranger refuses what we would refuse', async () => {
  await assert.rejects(jwtVerify(token, keys, { ...RULES, audience: 'https://other.example' }), errors.JWTClaimValidationFailed);
  await assert.rejects(jwtVerify(token, keys, { ...RULES, currentDate: new Date(Date.now() + 301_000) }), errors.JWTExpired);
  const [head, claims, mark] = token.split('.');
  const edited = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), org: crypto.randomUUID() })).toString('base64url');
  await assert.rejects(jwtVerify(`${head}.${edited}.${mark}`, keys, RULES), errors.JWSSignatureVerificationFailed);
});

test('what a stranger signs is let in nowhere', async () => {
  const ask = (bearer) => fetch(`${demo.url}/api/v1/me`, { headers: { authorization: `Bearer ${bearer}` } });
  assert.equal((await ask(token)).status, 200);
  const { kid } = decodeProtectedHeader(token);
  const { payload } = await jwtVerify(token, keys, RULES);
  const own = await generateKeyPair('EdDSA', { extractable: true });
  const { keys: [key] } = await (await fetch(`${demo.url}/api/v1/.well-known/jwks.json`)).json();
  const signed = (head, secret) => new SignJWT(payload).setProtectedHeader({ typ: 'at+jwt', kid, ...head }).sign(secret);
  const forged = {
    'another key': await signed({ alg: 'EdDSA' }, own.privateKey),
    'with its own key in the head': await signed({ alg: 'EdDSA', jwk: await exportJWK(own.publicKey) }, own.privateKey),
    'with where its key is': await signed({ alg: 'EdDSA', jku: `${demo.url}/keys` }, own.privateKey),
    'our public key taken for a shared secret': await signed({ alg: 'HS256' }, Buffer.from(key.x, 'base64url')),
  };
  for (const [what, bearer] of Object.entries(forged)) {
    const answer = await ask(bearer);
    assert.equal(answer.status, 401, what);
    assert.match(answer.headers.get('content-type'), /problem\+json/, what);
  }
});

test('another key signs nobody out, and both are known', async () => {
  const command = async (...words) => {
    const { stdout } = await promisify(execFile)(BINARY, [...words, '--data', demo.folder, '--json']);
    return JSON.parse(stdout);
  };
  const { kid } = await command('keys', 'rotate', '--tokens');
  const { tokens } = await command('keys', 'status');
  assert.deepEqual(tokens.map((key) => key.kid), [kid, decodeProtectedHeader(token).kid]);
  assert.ok(tokens[0].until === null && tokens[1].until, 'the one before has an end');
  const published = await (await fetch(`${demo.url}/api/v1/.well-known/jwks.json`)).json();
  assert.deepEqual(published.keys.map((key) => key.kid), tokens.map((key) => key.kid));
  await jwtVerify(token, keys, RULES);
  const answer = await fetch(`${demo.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, 'whoever was signed in still is');
});
