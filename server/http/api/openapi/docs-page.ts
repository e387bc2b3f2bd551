/**
 * The description of the API as a page to read: plain HTML made once, without a script, so that nothing has to be loaded from
 * anywhere and the page's policy of security stays as it is (rule OPENAPI-3).
 */
import type { ApiDescription } from './describe-api.ts';
import type { Operation } from './parts.ts';
import type { Schema } from './value-schemas.ts';

export function docsPage(api: ApiDescription): string {
  const operations = Object.entries(api.paths).flatMap(([path, { parameters = [], ...item }]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method,
      operation: { ...operation, parameters: [...parameters, ...(operation.parameters ?? [])] },
    })),
  );
  const sections = api.tags.map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<section id="${anchor(name)}"><h2>${escape(name)}</h2><p>${escape(description)}</p>${own.map(tellOperation).join('')}</section>`;
  });
  const schemas = Object.entries(api.components.schemas).map(([name, schema]) => tellSchema(name, schema));
  const links = [...api.tags.map(({ name }) => name), 'Schemas']
    .map((name) => `<li><a href="#${anchor(name)}">${escape(name)}</a></li>`)
    .join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(api.info.title)} API</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escape(api.info.title)} API</h1><p>${escape(api.info.description)}</p>
<p>As OpenAPI 3.1: <a href="/api/openapi.json">/api/openapi.json</a></p></header>
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main>${sections.join('\n')}
<section id="schemas"><h2>Schemas</h2>${schemas.join('\n')}</section></main>
</body>
</html>
`;
}

interface Told {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function tellOperation({ path, method, operation }: Told): string {
  const { operationId, summary, description = '', parameters = [], requestBody, responses } = operation;
  const rows = parameters.map((each) => {
    const {
      name,
      in: place,
      description: about = '',
      schema,
    } = each as Readonly<Record<string, string & Schema>>;
    return `<tr><td><code>${escape(name ?? '')}</code></td><td>${escape(place ?? '')}</td><td>${typeOf(schema ?? {})}</td><td>${escape(about)}</td></tr>`;
  });
  const table = rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : '';
  const body = requestBody ? `<p>Body: ${typeOf(contentOf(requestBody))}</p>` : '';
  const answers = Object.entries(responses)
    .map(([status, response]) => `<li><code>${status}</code> ${typeOf(contentOf(response))}</li>`)
    .join('');
  return `<details id="${operationId}"><summary><b>${method.toUpperCase()}</b> <code>${escape(path)}</code> ${escape(summary)}</summary>
<p>${escape(description)}</p>${table}${body}<ul>${answers}</ul></details>`;
}

function tellSchema(name: string, schema: Schema): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  const rows = properties.map(([field, of]) => {
    const about = [of['title'], of['description']].filter((each) => typeof each === 'string').join('. ');
    return `<tr><td><code>${escape(field)}</code>${required.has(field) ? '' : '?'}</td><td>${typeOf(of)}</td><td>${escape(about)}</td></tr>`;
  });
  const inside =
    rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : `<p>${typeOf(schema)}</p>`;
  return `<details id="schema-${anchor(name)}"><summary><code>${escape(name)}</code></summary>${inside}</details>`;
}

const contentOf = (part: Schema): Schema => {
  const [content] = Object.values(
    (part['content'] ?? {}) as Readonly<Record<string, { readonly schema: Schema }>>,
  );
  return content?.schema ?? {};
};

/** A type in a few words, with links to what is described elsewhere. */
function typeOf(schema: Schema): string {
  const { $ref, type, items, oneOf, properties } = schema;
  const listed = schema['enum'];
  if (typeof $ref === 'string') {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return `<a href="#schema-${anchor(name)}">${escape(name)}</a>`;
  }
  if (Array.isArray(listed))
    return listed.map((each) => `<code>${escape(JSON.stringify(each))}</code>`).join(' ');
  if (Array.isArray(oneOf)) return (oneOf as readonly Schema[]).map(typeOf).join(' or ');
  if ('const' in schema) return `<code>${escape(JSON.stringify(schema['const']))}</code>`;
  if (items !== undefined) return `list of ${typeOf(items as Schema)}`;
  if (properties !== undefined) {
    const parts = Object.entries(properties as Readonly<Record<string, Schema>>);
    return `{ ${parts.map(([name, of]) => `<code>${escape(name)}</code>: ${typeOf(of)}`).join(', ')} }`;
  }
  return escape(Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : '');
}

const anchor = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; padding: 0; }
details { border-top: 1px solid #8884; padding: 0.5rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #8884; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
code { font-size: 0.9em; }
`;
