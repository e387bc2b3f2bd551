/** Two facts about messages on a document's channel. */

/** An awareness message about nobody: to the stock provider a sign of life and nothing else. */
export const signOfLife = new Uint8Array([1, 1, 0]);

/** Bytes that a frame and its message need beside the update itself. */
export const frameRoom = 64;
