/**
 * One register being typed into (rule APP-5). Nobody types: the input shows the document. Somebody types here:
 * the input shows the draft, and what others write meanwhile is told beside it. The draft is committed after a pause,
 * on Enter, on leaving the field, and whenever the page commits all of its drafts.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RegisterField, Value } from '../../../shared/schema/field.ts';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { editScalar } from '../fields/show-scalar.ts';
import { parseScalar } from '../fields/parse-scalar.ts';

/** How long a pause in typing is, in milliseconds. */
const pause = 700;

export interface Draft {
  /** What the input shows. */
  readonly text: string;
  readonly typing: boolean;
  /** Why what was typed is no value. */
  readonly problem: string | undefined;
  /** What somebody else wrote since typing began; undefined when nobody did. */
  readonly meanwhile: Value | undefined;
  readonly type: (text: string) => void;
  readonly commit: () => void;
  /** Forgets what was typed and shows the document again. */
  readonly drop: () => void;
}

interface Typed {
  readonly text: string;
  /** The document's value when typing began. */
  readonly base: Value;
}

export function useDraft(open: OpenRecord, name: string, field: RegisterField): Draft {
  const { drafts, kept, replica, time } = useDevice();
  const key = `${entityKey(open.name)}/${name}`;
  const [typed, setTyped] = useState<Typed | null>(null);
  const [problem, setProblem] = useState<string>();
  // The pause, the page's own end and the blur that follows Enter all read the newest draft, not a render's.
  const newest = useRef<Typed | null>(null);
  const cancelPause = useRef<() => void>(() => undefined);
  const { scalar } = field;

  const forget = useCallback(() => {
    cancelPause.current();
    newest.current = null;
    drafts.release(key);
    setTyped(null);
    setProblem(undefined);
  }, [drafts, key]);

  const commit = useCallback((): boolean => {
    const draft = newest.current;
    if (!draft) return true;
    const parsed = parseScalar(scalar, draft.text);
    if (!parsed.ok) {
      setProblem(parsed.why);
      return false;
    }
    const { entity } = open;
    const settled = entity.entries(name).length < 2;
    if (parsed.value !== entity.get(name) || !settled) entity.set(name, parsed.value);
    forget();
    return true;
  }, [scalar, open, name, forget]);

  const type = useCallback(
    (text: string) => {
      const draft = { text, base: newest.current ? newest.current.base : open.entity.get(name) };
      newest.current = draft;
      setTyped(draft);
      setProblem(undefined);
      drafts.hold(key, commit);
      kept.keep({ key, text, at: replica.now() });
      cancelPause.current();
      // Half an amount is an amount, too: only words are committed in mid typing.
      if (scalar.type === 'string') cancelPause.current = time.after(pause, () => void commit());
    },
    [open, name, drafts, kept, replica, key, commit, time, scalar.type],
  );

  useEffect(() => () => cancelPause.current(), []);

  const current = open.entity.get(name);
  return {
    text: typed ? typed.text : editScalar(scalar, current),
    typing: typed !== null,
    problem,
    meanwhile: typed && typed.base !== current ? current : undefined,
    type,
    commit: () => void commit(),
    drop: () => {
      forget();
      kept.forget(key);
    },
  };
}
