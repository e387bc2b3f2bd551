/** Commits what is being typed before the page goes, and asks the person to stay where leaving would lose something. */
import { useEffect } from 'react';
import { useDevice } from '../device.ts';

export function useLeaving(): void {
  const { replica, drafts } = useDevice();
  useEffect(() => {
    const commit = (): void => void drafts.commitAll();
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') commit();
    };
    const leaving = (event: BeforeUnloadEvent): void => {
      // Counted before committing: a commit is unsaved for some milliseconds, and that is no reason to ask.
      const wouldLose = replica.status().pending.unsaved > 0;
      if (!drafts.commitAll() || wouldLose) event.preventDefault();
    };
    window.addEventListener('pagehide', commit);
    window.addEventListener('beforeunload', leaving);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      window.removeEventListener('pagehide', commit);
      window.removeEventListener('beforeunload', leaving);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [replica, drafts]);
}
