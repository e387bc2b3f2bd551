/** `/api/openapi.json` and `/api/docs`: what the API is, for programs and for people (rules OPENAPI-1 and OPENAPI-3). */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { describeApi } from './openapi/describe-api.ts';
import { docsPage } from './openapi/docs-page.ts';
import { isNamed } from './version.ts';

export function openApiRoutes(version: string): Hono {
  const routes = new Hono();
  const description = describeApi(version);
  const texts = {
    '/openapi.json': { type: 'application/json', text: JSON.stringify(description) },
    '/docs': { type: 'text/html; charset=utf-8', text: docsPage(description) },
  };
  for (const [path, { type, text }] of Object.entries(texts)) {
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: etag };
    routes.get(path, (context) =>
      isNamed(context.req.header('if-none-match'), etag)
        ? context.body(null, 304, { ETag: etag })
        : context.body(text, 200, headers),
    );
  }
  return routes;
}
