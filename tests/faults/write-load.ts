/**
 * A write load with a ledger: numbered lines go into several records as fast as acknowledgements come, and every line
 * that the relay acknowledged is written down here, outside of it.
 */
import { ProtocolClient, type OpenDocument } from '../support/protocol-client.ts';

const documents = 4;
const outstanding = 32;

const name = (index: number): string => `device/load-${index}`;

export interface WriteLoad {
  readonly url: string;
  readonly token: string;
  /** Tells the lines of one run from those of another. */
  readonly round: number;
  /** Takes `document:line` for each acknowledged line. */
  readonly ledger: Set<string>;
  /** Acknowledgements to wait for before `enough` is called, so that whatever it does falls into a running load. */
  readonly acks: number;
  readonly enough: () => void;
}

/** Writes until the relay ends the socket; answers how many lines were acknowledged and the close code. */
export async function writeUntilClosed({
  url,
  token,
  round,
  ledger,
  acks,
  enough,
}: WriteLoad): Promise<{ readonly acknowledged: number; readonly code: number }> {
  const client = await ProtocolClient.connect(url, token);
  let acknowledged = 0;
  // All of them before the first line: the relay may end as soon as enough lines are acknowledged.
  const opened: OpenDocument[] = [];
  for (let index = 0; index < documents; index++) opened.push(await client.open(name(index)));
  for (const [index, open] of opened.entries()) {
    const text = open.doc.getText('text:diagnosis');
    /** Which line each message carried; message 1 is the sync step 2, which carried none. */
    const lines = new Map<number, string>();
    let written = 0;
    let counted = open.acked;
    const write = () => {
      const line = `${round}.${index}.${written++}`;
      text.insert(text.length, `${line}\n`);
      lines.set(open.sent, line);
    };
    open.onAck = (acked) => {
      for (let message = counted + 1; message <= acked; message++) {
        const line = lines.get(message);
        if (line === undefined) continue;
        ledger.add(`${index}:${line}`);
        if (++acknowledged === acks) enough();
        write();
      }
      counted = acked;
    };
    for (let first = 0; first < outstanding; first++) write();
  }
  return { code: await client.closed, acknowledged };
}

/** The lines of a ledger that a relay does not have. */
export async function missing(url: string, token: string, ledger: ReadonlySet<string>): Promise<string[]> {
  const client = await ProtocolClient.connect(url, token);
  const kept = new Set<string>();
  for (let index = 0; index < documents; index++) {
    const { doc } = await client.open(name(index));
    const text = doc.getText('text:diagnosis');
    await client.until(() => text.length > 0);
    for (const line of text.toJSON().split('\n')) kept.add(`${index}:${line}`);
  }
  client.end();
  return [...ledger].filter((line) => !kept.has(line));
}
