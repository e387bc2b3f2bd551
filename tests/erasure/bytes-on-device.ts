/** Every byte that the databases of a device hold, in the IndexedDB stand-in of these tests. */
export async function bytesOnDisk(prefix: string): Promise<string> {
  const texts: string[] = [];
  for (const { name: of = '' } of await indexedDB.databases()) {
    if (!of.startsWith(prefix)) continue;
    const opening = indexedDB.open(of);
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')));
    });
    for (const store of db.objectStoreNames) {
      const reading = db.transaction(store).objectStore(store).getAll();
      const lines = await new Promise<readonly unknown[]>((resolve) => {
        reading.addEventListener('success', () => resolve(reading.result));
      });
      texts.push(of, JSON.stringify(lines, plainly));
    }
    db.close();
  }
  return texts.join('\n');
}

const plainly = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
