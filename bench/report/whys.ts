/** Of targets that were not met in the last run: how far it is, and what the profile says. By the target's own words. */
export const whys: Readonly<Record<string, string>> = {
  'fan-out, saturated: deliveries per CPU second, at least 1.0 × the forwarding ws':
    'On a machine so busy that each server had less than a quarter of a core it came to 0.76: in 4 s the relay had 0.7 s of a processor, and was measured before it was warm. Of its main thread’s time (`--profile`) 19 % is ' +
    'Yjs and judging, 10 % collecting garbage, 8 % handing batches to the log’s thread, 8 % writing to sockets; most of the rest is reading frames.',
  'fan-out at 2,000 updates/s: p99 of a delivery at most 1.5 × the forwarding ws':
    'Two thousand updates a second come one by one: nothing can be joined, and each has a transaction of Yjs, a batch for the log and a commit of its own. Of the main thread’s busy time 27 % is writing to sockets (8,000 calls of the system a second, which ' +
    'ws has as well), 14 % Yjs and judging, 7 % handing over to the log’s thread and hearing from it, 3 % garbage; the log’s thread keeps most of the second core busy with commits. A delivery waits for none of that but its own judging; it waits for a core.',
  'there: p99 of an acknowledgement at most 3 × one fsync':
    'An acknowledgement waits for the commit that is under way and for its own. With no disk below it (a file in memory) a commit of a few entries takes 0.06 to 0.14 ms; on the disk 0.3 to 1 ms, nearly all of it the fsync. So the median is about two fsyncs and two hops between threads; ' +
    'the last per cent is that of moving the write-ahead log into the file, with fsyncs of both, and of whoever else uses the disk. That is done once for 16,000 pages in place of 4,000, which took the mean commit from 1.04 to 0.74 ms and its p99 from 5.6 to 4.5 ms.',
  'first sync of 1,000, Node: at least 10 × as fast as Hocuspocus':
    'A page is read while the one before is taken in; of a thousand records there are eight pages, and signing in, which the others do not have, is a tenth of the time.',
  'first sync of 1,000, Node: at least 10 × as fast as y-websocket-server': 'As beside Hocuspocus.',
  'first sync of 10,000, Node: at least 10 × as fast as y-websocket-server':
    'For 10,000 records the relay takes 0.50 s of a processor (0.36 of it reading: a third deflate, a third SQLite, a tenth checksums and garbage each) and the replica 0.5 s (0.3 on its own thread: a fifth garbage, a tenth reading rows; the rest inflating). On two cores that ' +
    'overlaps, and cannot take less than their half.',
  'first sync of 10,000, Node: at least 10 × as fast as Hocuspocus': 'As beside y-websocket-server.',
  'first sync of 1,000, Node: at most 1.5 × a REST pull of the rows':
    'REST pulls rows, four fifths of the bytes; here the documents come with them, deflated, with a checksum of each, and connecting and signing in are in the time.',
  'first sync of 10,000, Node: at most 1.5 × a REST pull of the rows':
    'REST pulls rows alone, not deflated, over a connection that is there. Here each document comes with its row, is read from a log of which every checksum is compared, deflated (a quarter of the relay’s time), and put into lists.',
  'first sync of 10,000, Chromium: at most 2 × writing the same bytes into one object store':
    'What a page brings of new records is stored in bundles, a few requests for each page; most of what is left is the page’s own thread: reading rows, their order in lists, the names that are known, and the index of the search in its pauses.',
  'resync of 10,000: at most 3 × the REST `since` call, without starting the replica':
    'One round trip, but one with a signature to check, a store to ask for its head, a welcome, who is here and what was refused; the REST call is one statement.',
  'memory: bytes for each further closed document':
    'The relay keeps nothing of a closed document; two starts of it on one store differ by some megabytes, which is tens of bytes for each of 90,000.',
  'memory: for each open document at most 0.5 × Hocuspocus':
    'A document that nobody edits for some seconds is kept as its bytes; in the heap its room, channel and member take 3.5 KB beside them (docs/decisions/0038-documents-at-rest.md).',
  'start-up with 100,000 documents beside an empty store (1 is equal)':
    'Nothing is read of records before the relay listens. What differs is what the system remembers of a file of 900 MB, and deriving, which begins at once and shares the cores with the start.',
  'open-shop, 20,000 records: usable at most 1.5 × an almost empty shop':
    'The first fifty rows of each kind are read before anything else; what is behind them takes its turns while nobody waits, on the thread that draws.',
  'open-shop: no task of over 50 ms while catching up':
    'All work on pages is cut in slices of 8 ms; what is longer is one task of the browser’s own, such as cloning what a bundle holds.',
};

/** Load averages beyond this are of more than a bench and what it measures. */
const busy = 4;

/** What is to be said of all of it, by the load averages at the end of each bench. */
export function circumstances(loads: readonly number[]): string | undefined {
  const others = loads.filter((load) => load > busy);
  if (others.length === 0) return undefined;
  return (
    `Of ${loads.length} benches ${others.length} were measured while other work kept the cores busy (load averages up to ${Math.max(...others)}): times there are several times what they ` +
    'are on a machine that does nothing else, and percentiles near the end tell more of the neighbours than of the server. What each used of the processor, bytes, round trips and losses hold.'
  );
}
