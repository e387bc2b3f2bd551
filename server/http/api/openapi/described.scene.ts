/** For tests: whether an answer is as the description of the API says. */
import Ajv2020 from 'ajv/dist/2020.js';
import { describeApi } from './describe-api.ts';
import type { Method } from './parts.ts';

const api = describeApi('0');
const ajv = new Ajv2020.default({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(api, 'api');

const templates = Object.keys(api.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Which operations were done and looked at, by their ids. */
export const looked = new Set<string>();
const pointer = (...parts: readonly string[]): string =>
  `api#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** What is not as described; undefined for what is, and for what is no part of the description. */
export function notAsDescribed(
  method: string,
  target: string,
  { status, body, sent }: { readonly status: number; readonly body: unknown; readonly sent?: unknown },
): string | undefined {
  const { pathname } = new URL(target, 'http://relay.test');
  const found = templates.find(({ path, pattern }) => pattern.test(pathname) && !path.includes('{kind}'));
  const verb = method.toLowerCase() as Method;
  const operation = found && api.paths[found.path]?.[verb];
  if (!found || !operation) return undefined;
  const isDone = status < 300;
  if (isDone) looked.add(operation.operationId);
  const at = ['paths', found.path, verb];
  if (status === 304) return '304' in operation.responses ? undefined : 'it never says 304';
  const [code, type] = isDone
    ? [String(status), 'application/json']
    : ['default', 'application/problem+json'];
  if (!(code in operation.responses)) return `${operation.operationId} never answers ${code}`;
  const answer = check(pointer(...at, 'responses', code, 'content', type, 'schema'), body);
  const asked =
    isDone && operation.requestBody && sent !== undefined
      ? check(pointer(...at, 'requestBody', 'content', 'application/json', 'schema'), sent)
      : undefined;
  return answer ?? asked;
}

const judges = new Map<string, ReturnType<typeof ajv.compile>>();

function check(reference: string, value: unknown): string | undefined {
  const validate = judges.get(reference) ?? ajv.compile({ $ref: reference });
  judges.set(reference, validate);
  return validate(value) ? undefined : `${reference}: ${ajv.errorsText(validate.errors)}`;
}
