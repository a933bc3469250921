// The peer of the benchmark: a federation hub made of the two best known libraries of the field, with the same walk as ours:
// ask, choose, depart, return, verify, confirm, continue, respond, token, userinfo. In memory, as the libraries come.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import http from 'node:http'

import Provider from 'oidc-provider'
import * as upstream from 'openid-client'

const SELF = process.env.BENCH_SELF
const PROVIDER = process.env.BENCH_PROVIDER
const [CLIENT_ID, CLIENT_SECRET] = process.env.BENCH_CLIENT.split(':')
const [IDP_ID, IDP_SECRET] = process.env.BENCH_PROVIDER_CLIENT.split(':')
const IDP_UID = '3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01'
const CALLBACK = `${SELF}/oidc-callback`
const SUBJECT_KEY = randomBytes(32)

const { privateKey } = await crypto.subtle
  .generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
const signing = { ...(await crypto.subtle.exportKey('jwk', privateKey)), use: 'sig', alg: 'ES256', kid: 'peer' }
delete signing.key_ops
delete signing.ext

// People who have come back from the provider, and journeys on their way, as the memory adapter keeps the rest.
const people = new Map()
const journeys = new Map()

const provider = new Provider(SELF, {
  clients: [{
    client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [process.env.BENCH_REDIRECT],
    token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256', response_types: ['code'], grant_types: ['authorization_code'],
  }],
  jwks: { keys: [signing] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  acrValues: ['eidas1'],
  claims: { openid: ['sub'], profile: ['given_name', 'family_name', 'birthdate', 'gender'], birth: ['birthplace', 'birthcountry'] },
  features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => false },
  routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks' },
  ttl: { AccessToken: 60, AuthorizationCode: 30, IdToken: 60, Interaction: 1800, Session: 1800, Grant: 1800 },
  findAccount: (_, sub) => {
    const person = people.get(sub)
    return person && { accountId: sub, claims: () => ({ ...person, sub }) }
  },
})

const config = await upstream.discovery(
  new URL(PROVIDER), IDP_ID,
  { client_secret: IDP_SECRET, id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
  upstream.ClientSecretPost(IDP_SECRET), { execute: [upstream.allowInsecureRequests] },
)
// As our hub does, every signature is verified; the library leaves it out where TLS already vouches.
upstream.enableNonRepudiationChecks(config)

const page = (action, csrf, button) => `<!doctype html><html lang="fr"><title>Hub</title><main><h1>Hub</h1>`
  + `<form method="post" action="${action}"><input type="hidden" name="csrfToken" value="${csrf}">`
  + `<button name="providerUid" value="${button}">impots.gouv.fr</button></form></main></html>`

function show (res, action, csrf, button) {
  const body = page(action, csrf, button)
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store' })
  res.end(body)
}

function redirect (res, location) {
  res.writeHead(303, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0 })
  res.end()
}

async function form (req) {
  let body = ''
  for await (const chunk of req) body += chunk
  return new URLSearchParams(body)
}

async function choose (req, res) {
  const { uid } = await provider.interactionDetails(req, res)
  const csrf = randomBytes(24).toString('base64url')
  journeys.set(uid, { csrf })
  show(res, '/redirect-to-idp', csrf, IDP_UID)
}

async function depart (req, res) {
  const given = await form(req)
  const { uid } = await provider.interactionDetails(req, res)
  const journey = journeys.get(uid)
  if (given.get('csrfToken') !== journey.csrf || given.get('providerUid') !== IDP_UID) throw new Error('csrf')
  const verifier = upstream.randomPKCECodeVerifier()
  Object.assign(journey, { state: upstream.randomState(), nonce: upstream.randomNonce(), verifier })
  redirect(res, upstream.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK, scope: 'openid profile email birth', state: journey.state, nonce: journey.nonce, acr_values: 'eidas1',
    prompt: 'login', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  }).href)
}

async function comeBack (req, res) {
  const { uid } = await provider.interactionDetails(req, res)
  const journey = journeys.get(uid)
  const tokens = await upstream.authorizationCodeGrant(config, new URL(req.url, SELF), {
    pkceCodeVerifier: journey.verifier, expectedState: journey.state, expectedNonce: journey.nonce, idTokenExpected: true,
  })
  journey.person = await upstream.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  redirect(res, `${SELF}/interaction/${uid}/verify`)
}

async function verify (req, res) {
  const { uid } = await provider.interactionDetails(req, res)
  const journey = journeys.get(uid)
  const facts = ['given_name', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'].map((name) => journey.person[name])
  journey.sub = `${createHmac('sha256', SUBJECT_KEY).update(JSON.stringify(['peer', ...facts])).digest('hex')}v1`
  journey.csrf = randomBytes(24).toString('base64url')
  redirect(res, `${SELF}/interaction/${uid}/consent`)
}

async function consent (req, res) {
  const { uid } = await provider.interactionDetails(req, res)
  show(res, '/login', journeys.get(uid).csrf, '')
}

async function login (req, res) {
  const given = await form(req)
  const { uid, params } = await provider.interactionDetails(req, res)
  const journey = journeys.get(uid)
  if (given.get('csrfToken') !== journey.csrf) throw new Error('csrf')
  people.set(journey.sub, journey.person)
  const grant = new provider.Grant({ accountId: journey.sub, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  const grantId = await grant.save()
  journeys.delete(uid)
  await provider.interactionFinished(req, res, { login: { accountId: journey.sub, acr: 'eidas1' }, consent: { grantId } },
    { mergeWithLastSubmission: false })
}

const callback = provider.callback()
const server = http.createServer(async (req, res) => {
  try {
    const path = req.url.split('?', 1)[0]
    if (path === '/redirect-to-idp') return await depart(req, res)
    if (path === '/oidc-callback') return await comeBack(req, res)
    if (path === '/login') return await login(req, res)
    if (path.endsWith('/verify')) return await verify(req, res)
    if (path.endsWith('/consent')) return await consent(req, res)
    if (path.startsWith('/interaction/')) return await choose(req, res)
    return callback(req, res)
  } catch (error) {
    res.writeHead(500)
    res.end(String(error.stack))
  }
})
server.listen(Number(new URL(SELF).port), '127.0.0.1')
