/** Every door at which a program or a page writes over HTTP, asked with what is another shop's: its name, and the ids of all that it keeps. */
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import type { Theirs } from '../support/planted-shop.ts';
import { namesOf } from '../support/planted-shop.ts';

/** What another shop keeps, by the ids that a request may name. */
export interface Foreign extends Theirs {
  readonly refused: string;
  readonly replica: string;
  readonly webhook: string;
  readonly location: string;
  /** Where somebody of theirs is signed in. */
  readonly signedIn: string;
  /** What was meant by a program of theirs. */
  readonly operation: string;
}

/** What opens something in the shop of who asks: shown beside another shop's names, it opens nothing of that. */
export interface Own {
  /** Of an invitation. */
  readonly code: string;
  readonly cookie: string;
}

export interface WritingDoor {
  /** As the app has it, without its beginning. */
  readonly route: string;
  readonly body?: unknown;
  /** Of what there are several: it is asked for each. */
  readonly at?: readonly Readonly<Record<string, string>>[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Below `/api`. Those of the operator and the demo's sign-in are no shop's: the one takes no shop's token, the other gives one. */
export function writingDoors(theirs: Foreign, own: Own): readonly WritingDoor[] {
  const { client, order, device, appointment, pictures } = theirs;
  const { refused, replica, webhook, location, operation, signedIn } = theirs;
  const [picture] = pictures;
  const records = namesOf(theirs).map(({ kind, id }) => ({ kind, id }));
  const ana = [{ id: 'ana', user: 'ana', device: signedIn }];
  const asAna = { shop: 'demo', user: 'ana' };
  const password = 'a lathe of quinces';
  const shown = { Cookie: own.cookie };
  const passcode = [{ kind: device.kind, id: device.id, secret: 'passcode' }];
  const file = [{ id: picture?.id ?? '', rendition: 'full' }];
  const change = { base: {}, fields: { notes: { append: 'crossed' }, name: 'Crossed' } };
  const csv = 'id,partner_data_provider\n1,x\n';
  return [
    { route: 'POST /shops/:shop/import/open-repair', body: csv, headers: { 'Content-Type': 'text/csv' } },
    {
      route: 'POST /shops/:shop/files',
      headers: {
        'Tus-Resumable': tusVersion,
        'Upload-Length': '4',
        'Upload-Metadata': `id ${btoa(picture?.id ?? '')},rendition ${btoa('full')},type ${btoa('image/jpeg')},sha256 ${btoa('0'.repeat(64))}`,
      },
    },
    {
      route: 'PATCH /shops/:shop/files/:id/upload/:rendition',
      at: file,
      body: 'crossed!',
      headers: { 'Tus-Resumable': tusVersion, 'Content-Type': pieceType, 'Upload-Offset': '0' },
    },
    {
      route: 'DELETE /shops/:shop/files/:id/upload/:rendition',
      at: file,
      headers: { 'Tus-Resumable': tusVersion },
    },
    { route: 'POST /shops/:shop/:kind/:id/restore', at: records, body: { version: 1 } },
    { route: 'PUT /shops/:shop/:kind/:id/secrets/:secret', at: passcode, body: { value: '0000' } },
    { route: 'DELETE /shops/:shop/:kind/:id/secrets/:secret', at: passcode },
    {
      route: 'POST /shops/:shop/:kind/:id/secrets/:secret/reveal',
      at: passcode,
      body: { reason: 'to look' },
    },
    { route: 'POST /shops/:shop/refused/:id/apply', at: [{ id: refused }], body: {} },
    { route: 'POST /shops/:shop/refused/:id/discard', at: [{ id: refused }], body: {} },
    {
      route: 'POST /shops/:shop/:kind/:id/settle',
      at: records,
      body: { field: 'status', value: 'collected' },
    },
    { route: 'PUT /shops/:shop/users/:id', at: ana, body: { name: 'Crossed', role: 'view' } },
    { route: 'POST /shops/:shop/devices/retire', body: { user: 'ana', id: replica } },
    { route: 'POST /shops/:shop/client/:id/erase', at: [{ id: client.id }], body: { dryRun: false } },
    { route: 'POST /shops/:shop/locations', body: { id: location, name: 'Crossed' } },
    { route: 'PUT /shops/:shop/locations', body: { apart: true } },
    { route: 'PUT /shops/:shop/locations/:id', at: [{ id: location }], body: { name: 'Crossed' } },
    { route: 'DELETE /shops/:shop/locations/:id', at: [{ id: location }] },
    { route: 'POST /shops/:shop/webhooks', body: { url: 'https://hooks.invalid/crossed' } },
    { route: 'DELETE /shops/:shop/webhooks/:id', at: [{ id: webhook }] },
    { route: 'POST /shops/:shop/webhooks/:id/retry', at: [{ id: webhook }], body: { from: 'now' } },
    { route: 'POST /shops/:shop/:kind', at: records, body: { id: client.id, fields: { name: 'Crossed' } } },
    { route: 'PATCH /shops/:shop/:kind/:id', at: records, body: change },
    { route: 'DELETE /shops/:shop/:kind/:id', at: records },
    { route: 'POST /shops/:shop/:kind/:id/undelete', at: records, body: {} },
    {
      route: 'POST /shops/:shop/:kind/:id/entries/:field',
      at: [{ kind: order.kind, id: order.id, field: 'payments' }],
      body: { method: 'card', amount: 1 },
    },
    {
      route: 'POST /sync/push',
      body: {
        operations: [client, order, device, appointment].map(({ kind, id }, at) => ({
          id: at === 0 ? operation : `crossing-${at}`,
          do: 'change',
          kind,
          record: id,
          ...change,
        })),
      },
    },
    { route: 'POST /shops/:shop/users', body: { user: 'ana', name: 'Crossed', role: 'view' } },
    { route: 'POST /shops/:shop/users/:id/invitation', at: ana, body: {} },
    { route: 'DELETE /shops/:shop/users/:id/devices', at: ana },
    { route: 'DELETE /shops/:shop/users/:id/devices/:device', at: ana },
    { route: 'POST /session', body: { ...asAna, password } },
    ...['crossed', own.code].flatMap((code) => [
      { route: 'POST /session/invitation', body: { ...asAna, code } },
      { route: 'POST /session/invitation/accept', body: { ...asAna, code, password } },
    ]),
    { route: 'POST /session/:shop/:user/refresh', at: ana, body: {}, headers: shown },
    { route: 'POST /session/:shop/:user/unlock', at: ana, body: { pin: '7291' }, headers: shown },
    { route: 'DELETE /session/:shop/:user', at: ana, headers: shown },
    {
      route: 'POST /session/:shop/:user/password',
      at: ana,
      body: { current: password, password },
      headers: shown,
    },
    { route: 'POST /session/:shop/:user/pin', at: ana, body: { password, pin: '7291' }, headers: shown },
    {
      route: 'DELETE /session/:shop/:user/devices/:id',
      at: [{ user: 'ana', id: signedIn }],
      headers: shown,
    },
  ];
}
