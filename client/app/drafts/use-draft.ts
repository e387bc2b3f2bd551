/**
 * One register being typed into (rule APP-5). Nobody types: the input shows the document. Somebody types here:
 * the input shows the draft, and what others write meanwhile is told beside it. The draft is committed after a pause,
 * on Enter, on leaving the field, and whenever the page commits all of its drafts. A draft that was set aside is shown
 * likewise until somebody types on.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RegisterField, Value } from '../../../shared/schema/field.ts';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { editScalar } from '../fields/show-scalar.ts';
import { useVersion } from '../use-version.ts';
import { commitDraft, type Typed } from './commit-draft.ts';

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
    const step = commitDraft(field, draft, open.entity.get(name));
    if (step.kind === 'no value') {
      setProblem(step.why);
      return false;
    }
    if (step.kind === 'write') open.entity.set(name, step.value);
    else kept.forget(key);
    forget();
    return true;
  }, [field, open, name, forget, kept, key]);

  const type = useCallback(
    (text: string) => {
      const begun = newest.current ?? drafts.aside(key);
      const draft = { text, base: begun ? begun.base : open.entity.get(name) };
      newest.current = draft;
      setTyped(draft);
      setProblem(undefined);
      drafts.hold(key, draft, commit);
      kept.keep({ key, ...draft, at: replica.now() });
      cancelPause.current();
      // Half an amount is an amount, too: only words are committed in mid typing.
      if (scalar.type === 'string') cancelPause.current = time.after(pause, () => void commit());
    },
    [open, name, drafts, kept, replica, key, commit, time, scalar.type],
  );

  useEffect(() => () => cancelPause.current(), []);

  useVersion(useCallback((changed) => drafts.subscribe(changed), [drafts]));

  const current = open.entity.get(name);
  // What was set aside is shown, and written only when somebody types on: leaving the field is no decision about it.
  const aside = drafts.aside(key);
  const shown = typed ?? aside;
  const step = aside && commitDraft(field, aside, current);
  return {
    text: shown ? shown.text : editScalar(scalar, current),
    typing: shown !== undefined,
    problem: problem ?? (step?.kind === 'no value' ? step.why : undefined),
    meanwhile: shown && shown.base !== current ? current : undefined,
    type,
    commit: () => void commit(),
    drop: () => {
      forget();
      kept.forget(key);
    },
  };
}
