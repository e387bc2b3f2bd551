/** Connections to IndexedDB that break, as a browser breaks them: it closes them and says so (faults 4 and 5). */
import { forceCloseDatabase } from 'fake-indexeddb';

/** From now on notes what is opened; the answer closes all of that. */
export function breakable(factory: IDBFactory): () => void {
  const connections: IDBDatabase[] = [];
  const open = factory.open.bind(factory);
  factory.open = (name, version) => {
    const request = version === undefined ? open(name) : open(name, version);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  };
  // Its types ask for the class where they mean one of it.
  return () => connections.splice(0).forEach((connection) => forceCloseDatabase(connection as never));
}
