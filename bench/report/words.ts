/** What each figure is called on the page of results, with its unit. In `results.json` it stands under its key. */

/** Of everybody who took part, a column each; and of a list, a line each. */
export const figureWords: Readonly<Record<string, string>> = {
  // fan-out, hot-room
  updatesPerSecond: 'updates a second',
  deliveriesPerSecond: 'deliveries a second',
  deliveriesPerCpuSecond: 'deliveries for each second of processor time',
  bytesPerDelivery: 'bytes of a delivery',
  p50Ms: 'a delivery, median, ms',
  p99Ms: 'a delivery, p99, ms',
  ackP50Ms: 'an acknowledgement, median, ms',
  ackP99Ms: 'an acknowledgement, p99, ms',
  lateP99Ms: 'sent late by the load, p99, ms',
  lost: 'lost',
  repeats: 'came twice',
  differing: 'rooms that differ in the end',
  cpuSeconds: 'the server’s processor time, s',
  loadCpuSeconds: 'the load’s processor time, s',
  memoryMb: 'the server’s memory, MB',
  // first-sync, resync
  ms: 'all of it, ms',
  connectMs: 'from the socket on, ms',
  afterStartMs: 'by a relay that has just started, ms',
  firstMs: 'the first time, ms',
  roundTrips: 'round trips',
  bytesUp: 'bytes up',
  bytesDown: 'bytes down',
  sockets: 'new sockets',
  roomsBefore: 'rooms before',
  roomsAfter: 'rooms after',
  storeMs: 'the same bytes into one object store, ms',
  // open-shop
  usableMs: 'usable after, ms',
  usableMsSmall: 'an almost empty shop, ms',
  searchP95Ms: 'a search, p95, ms',
  searchMedianMs: 'a search, median, ms',
  searchWorstMs: 'the slowest search, ms',
  searchKeys: 'keys typed',
  longTasks: 'tasks of over 50 ms of processor time',
  longTasksWall: 'tasks of over 50 ms by the clock',
  longestTaskWallMs: 'the longest task by the clock, ms',
  longestTaskMs: 'the longest task, processor ms',
  firstSyncMs: 'first sync, ms',
  firstSyncMsWorst: 'the slowest first sync, ms',
  usableMsWorst: 'usable after, at worst, ms',
  usableMsSmallWorst: 'an almost empty shop, at worst, ms',
  loadedMs: 'everything loaded after, ms',
  // memory
  perClosedBytes: 'bytes for each document that was never opened',
  perConnection: 'bytes for each connection',
  perOpen: 'bytes for each open document',
  perOpenWithSockets: 'bytes for each with its socket',
  perOpenedAndClosed: 'bytes for each that was opened and closed',
  perOpenedAgain: 'more bytes for each each time it is opened again',
  startMs: 'start, ms',
  startMsEmpty: 'start with an empty store, ms',
  // growth
  ratio: 'times as much',
  ratioOfFifty: 'times as much, by fifty sessions',
  edits: 'edits',
  sessions: 'sessions',
  documentBytes: 'bytes of the document',
  storeBytes: 'bytes of the store',
  emptyBytes: 'bytes of an empty store',
  yMapBytes: 'bytes of a Y.Map',
  // trace
  editsPerSecond: 'edits a second',
  serverCpuSeconds: 'the server’s processor time, s',
  // compaction
  entriesOfLetters: 'entries of letters',
  entriesOfFields: 'entries of fields',
  lettersLeft: 'letters left',
  foldMs: 'folding, ms',
  bytesBefore: 'bytes before',
  bytesAfter: 'bytes after',
  loadMsBefore: 'loading before, ms',
  loadMsAfter: 'loading after, ms',
  // recovery
  firstPageMs: 'the first page, ms',
  memoryMbEmpty: 'memory with an empty store, MB',
  // kill
  sent: 'sent',
  confirmed: 'taken for safe',
  lostPercent: 'lost, per cent',
};

/** How it was measured: told once, behind its number. */
export const aboutWords: Readonly<Record<string, string>> = {
  rounds: 'rounds',
  seconds: 'seconds in each',
  rooms: 'rooms',
  clientsPerRoom: 'clients in each room',
  writersPerRoom: 'of them writing',
  rate: 'updates a second from each',
  fsyncMs: 'ms for one fsync',
  docs: 'records',
  records: 'records',
  recordsSmall: 'records in the almost empty shop',
  opened: 'documents opened',
  timesOpened: 'times each',
  edits: 'keystrokes',
  textBytes: 'bytes of text in the end',
  updatesPerSecondAsked: 'updates a second asked for',
  storeBytes: 'bytes in the store',
};

/** Who took part. */
export const nameWords: Readonly<Record<string, string>> = {
  ws: 'ws, forwarding',
  yWebsocketServer: 'y-websocket-server',
  hocuspocus: 'Hocuspocus',
  rest: 'REST',
};
