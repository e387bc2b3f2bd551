/**
 * Every role × every field × either kind of socket, with everything that can be tried on the field, by a client that was
 * modified and asks no rules. Two who watch note every state that they ever showed and every byte that came.
 */
import type * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/codes.ts';
import type { Kind, Role } from '../../shared/schema/field.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { registersRoot } from '../../shared/schema/stored-name.ts';
import { roles } from '../../shared/schema/roles.ts';
import { attemptsOn, canary, entry, honestField, type Attempt } from './attempts.ts';
import { filledShop } from './scene.ts';
import { shownIn } from './watcher.ts';

type Shop = Awaited<ReturnType<typeof filledShop>>;

/** Somebody with the record open whose client asks no rules. */
interface Intruder {
  readonly doc: Y.Doc;
  /** All that was sent is stored, and nothing was closed. */
  expectSynced(): void;
}

const doors: Readonly<Record<string, (shop: Shop, role: Role) => Promise<Intruder | number>>> = {
  async room({ connect, settle, name }, role) {
    const eve = connect(`eve:${role}`);
    await settle();
    const opened = eve.open(name);
    await settle();
    if (opened.closed) return opened.closed.code;
    return {
      doc: opened.doc,
      expectSynced() {
        expect(opened.closed).toBeUndefined();
        expect(opened.acked).toBe(opened.sent);
      },
    };
  },
  async 'plain socket'({ plain, settle }, role) {
    const eve = plain('eve', role);
    await settle();
    if (eve.socket.closed) return eve.socket.closed.code;
    return { doc: eve.doc, expectSynced: () => expect(eve.socket.closed).toBeUndefined() };
  },
};

/** What is tried at once: one attempt on each of some fields, each with an honest edit in the same update. */
function roundsOf(
  kind: Kind,
  role: Role,
): { readonly honest: string | undefined; readonly tries: (readonly [string, Attempt])[] }[] {
  const honest = honestField(kind, role, '');
  const others = [...kind.fields.keys()].filter((field) => field !== honest);
  const groups = [{ honest, fields: others }];
  if (honest !== undefined && kind.fields.has(honest)) {
    groups.push({ honest: honestField(kind, role, honest), fields: [honest] });
  }
  return groups.flatMap(({ honest, fields }) => {
    const attempts = fields.map((field) => [field, attemptsOn(kind, field, role)] as const);
    const most = Math.max(...attempts.map(([, each]) => each.length));
    return Array.from({ length: most }, (_, round) => ({
      honest,
      tries: attempts.flatMap(([field, each]) => (each[round] ? [[field, each[round]] as const] : [])),
    }));
  });
}

describe.each(Object.keys(doors))('through the door %s', (door) => {
  describe.each([...kinds.values()].map((kind) => [kind.name, kind] as const))(
    'a record of the kind %s',
    (_, kind) => {
      test.each(roles)(
        'RIGHT-1, RIGHT-2: %s writes what the schema says, and shows nothing else to anybody for a moment',
        async (role) => {
          const shop = await filledShop(kind);
          const { settle, watched, observers } = shop;
          const eve = await doors[door]?.(shop, role);
          if (typeof eve === 'number' || !eve) {
            expect(eve).toBe(closeCodes.notFound);
            expect(mayRead(role, kind.name)).toBe(false);
            return;
          }
          expect(mayRead(role, kind.name)).toBe(true);
          let n = 10;
          let edits = 0;
          for (const { honest, tries } of roundsOf(kind, role)) {
            for (const each of watched) each.forget();
            const honestValues: string[] = [];
            for (const [, attempt] of tries) {
              n++;
              eve.doc.transact(() => {
                attempt.write(eve.doc, 'eve', n);
                if (honest === undefined) return;
                honestValues.push(`edit-${n}`);
                eve.doc.getArray(registersRoot).push([entry(honest, `edit-${n}`, 'eve', n)]);
              });
            }
            edits += honestValues.length;
            await settle();
            for (const [at, observer] of observers.entries()) {
              const outcome = tries.map(([field, { what }]) => {
                const isShown = watched[at]?.ever(field).length !== 1;
                return `${field}: ${what}: ${isShown ? 'shown' : 'never shown'}`;
              });
              const expected = tries.map(
                ([field, { what, legal }]) => `${field}: ${what}: ${legal ? 'shown' : 'never shown'}`,
              );
              expect(outcome).toEqual(expected);
              const survived = honestValues.filter((value) =>
                shownIn(observer, kind)
                  .get(honest ?? '')
                  ?.includes(`"${value}"`),
              );
              expect(survived).toEqual(honestValues);
            }
            // Their own replica has come back by itself, and whatever follows arrives.
            shop.expectAlike(eve.doc);
            eve.expectSynced();
          }
          const everything = [...watched.map((each) => each.all()), shop.heard(), await shop.onDisk()];
          expect(everything.map((text) => text.includes(canary))).toEqual([false, false, false, false]);
          expect(edits > 0).toBe(role !== 'view');
        },
      );
    },
  );
});
