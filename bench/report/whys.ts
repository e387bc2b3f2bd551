/** Of targets that were not met in the last run: how far it is, and what the profile says. By the target's own words. */
export const whys: Readonly<Record<string, string>> = {
  'fan-out, saturated: deliveries per CPU second, at least 1.0 × the forwarding ws':
    'On a machine so busy that each server had less than a quarter of a core it came to 0.76: in 4 s the relay had 0.7 s of a processor, and was measured before it was warm. Of its main thread’s time (`--profile`) 19 % is ' +
    'Yjs and judging, 10 % collecting garbage, 8 % handing batches to the log’s thread, 8 % writing to sockets; most of the rest is reading frames.',
  'fan-out at 2,000 updates/s: p99 of a delivery at most 1.5 × the forwarding ws':
    'Two thousand updates a second come one by one: nothing can be joined, and each has a transaction of Yjs, a batch for the log and a commit of its own. The relay takes a third of a core for that, ws a tenth. On cores ' +
    'that others use all the time, who needs more of them waits longer for them; it is to be measured again on a machine that does nothing else. Of the main thread 20 % is writing to sockets, 8 % garbage, 16 % Yjs and judging.',
  'there: p99 of an acknowledgement at most 3 × one fsync':
    '94 % of the log thread’s time is the commit itself, of which the fsync is nearly all; what arrives during one shares the next, so that an acknowledgement waits for two at most. One fsync alone was measured while nothing else ' +
    'used the disk, the acknowledgements while several others committed to the same one.',
  'first sync of 1,000, Node: at least 10 × as fast as Hocuspocus':
    'A page is read while the one before is taken in. Of the reader’s thread 37 % is reading log entries one record at a time, 20 % deflating, 10 % handing over, 4 % checksums; the replica then also fills its search index, which the others do not have.',
  'first sync of 10,000, Node: at least 10 × as fast as y-websocket-server':
    'As with 1,000. Half of the time is the replica’s own: rows, their order in the lists, and the search index.',
  'first sync of 10,000, Node: at least 10 × as fast as Hocuspocus':
    'As with 1,000. Half of the time is the replica’s own: rows, their order in the lists, and the search index.',
  'first sync of 1,000, Node: at most 1.5 × a REST pull of the rows':
    'The documents come with their rows; see above for where the time goes.',
  'first sync of 10,000, Node: at most 1.5 × a REST pull of the rows':
    'The documents come with their rows; see above for where the time goes.',
  'first sync of 10,000, Chromium: at most 2 × writing the same bytes into one object store':
    'The vault puts a record’s document and its row into two stores, the second with an index, while the rows are read, listed and searched on the same thread; two requests of IndexedDB for each record are most of it (docs/known-limits.md).',
  'resync of 10,000: at most 3 × the REST `since` call, without starting the replica':
    'One round trip, but one with a signature to check, a store to ask for its head, a welcome, who is here and what was refused; the REST call is one statement.',
  'memory: bytes for each closed document':
    'The relay keeps nothing of a closed document; what is seen is the file that SQLite has mapped or cached (64 MB for each of its two connections at most), and what deriving facts about records at the start leaves in the heap.',
  'memory: for each open document at most 0.5 × Hocuspocus':
    'In the heap a device’s document of 1.85 KB is 9.8 KB, of which 3 KB are the texts and lists that are made for its fields before anything arrives and 2.1 KB an empty `Y.Doc`; its room, channel and member add some 4 KB. The rest of what is seen of the process is heap that V8 took to ' +
    'load it and keeps.',
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
