/** Hands what another tab tells to the parts of a replica that it is for. */
import { never } from '../../shared/lib/assert.ts';
import type { Parts } from './parts.ts';
import type { TabNews } from './tabs.ts';

export function hearTab(parts: Parts, news: TabNews): void {
  const { outbox, rows, erasing, leadership, queueNews, syncing, health } = parts;
  const failed = (error: unknown): void => health.failed('erase', error);
  switch (news.type) {
    case 'edits-added':
      return outbox.addForeign(news.entries, news.shared);
    case 'edits-removed':
      return outbox.removeForeign(news.keys);
    case 'edits-sent':
      return outbox.sentByOther(news.keys);
    case 'edits-taken-back':
      void health.watch('taken-back', parts.discards.heard(news));
      return undefined;
    case 'erased':
      erasing.heard(news).catch(failed);
      return undefined;
    case 'erased-elsewhere':
      erasing.heardElsewhere(news).catch(failed);
      return undefined;
    case 'left':
      parts.leaving.heard(news.names).catch((error: unknown) => health.failed('leave', error));
      return undefined;
    case 'arrived':
      rows.arrive(news.names);
      return undefined;
    case 'rows':
      return rows.putStored(news.rows);
    case 'rows-gone':
      return rows.remove(news.names);
    case 'released':
      return leadership.current?.released();
    case 'keeping':
      void parts.keeping.load();
      return undefined;
    case 'number-taken':
      return parts.numbers.look();
    case 'counted':
      if (leadership.current) parts.tally.add(news.counts);
      return undefined;
    case 'queue':
      return queueNews.heard(news);
    case 'retry':
      return parts.retry(news.name ?? undefined);
    case 'who-leads':
      queueNews.tell();
      return leadership.tell();
    case 'leading':
      return leadership.heard(news);
    case 'sync-now':
      return syncing.askedByTab(news);
    case 'sync-done':
      return syncing.answeredByTab(news);
    default:
      return never(news, 'news that a replica does not know');
  }
}
