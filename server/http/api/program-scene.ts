/** A scene for tests: programs that ask over HTTP, and colleagues in the app who edit meanwhile. */
import { expect } from 'vitest';
import { applyWrites } from '../../../shared/document/apply-writes.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Author } from '../../../shared/lib/ids.ts';
import { documentName } from '../../relay/testing/scene.ts';
import { shopApp, type Answer } from '../shop-app-scene.ts';
import { notAsDescribed } from './openapi/described.scene.ts';

export type Json = Readonly<Record<string, unknown>>;

export async function programScene() {
  const setting = await shopApp();
  const { app, settle, tokenOf, relay, time } = setting;
  /** A request, with what its answer carries beside its body. */
  const send = async (
    as: string,
    method: string,
    target: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer & { readonly headers: Headers }> => {
    await time.advance(1_000);
    const asked = app.request(target.startsWith('/') ? target : `/api/shops/demo/${target}`, {
      method,
      headers: {
        Authorization: `Bearer ${tokenOf(as)}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await settle();
    const response = await asked;
    const text = await response.text();
    // Whatever a test is about: each answer is as the description of the API says.
    const answered = { status: response.status, body: text ? JSON.parse(text) : undefined, sent: body };
    const path = target.startsWith('/') ? target : `/api/shops/demo/${target}`;
    expect(notAsDescribed(method, path, answered)).toBeUndefined();
    return {
      status: response.status,
      body: text ? (JSON.parse(text) as Json) : {},
      headers: response.headers,
    };
  };
  /** A colleague in the app. */
  const edit = async (who: string, name: string, fields: Json) => {
    await time.advance(1_000);
    const done = relay.write(
      documentName(name),
      who as Author,
      (entity) =>
        applyWrites(
          entity,
          Object.entries(fields).map(([field, value]) => ({ type: 'value', field, value: value as string })),
          { writer: { author: who, role: 'manager' } },
        ),
      { role: 'manager' },
    );
    await settle();
    await done;
  };
  const make = async (fields: Json = {}, kind = 'device', id = 'd1') => {
    const made = await send('ana', 'POST', kind, { id, fields });
    expect(made.status).toBe(201);
    return must(made.headers.get('etag'), 'a version');
  };
  return { ...setting, send, edit, make };
}
