/** Numbers what is asked, so that an answer that a later one overtook is passed over. */
export class Asks {
  #asked = 0;
  #answered = 0;

  /** Something is asked; the answer says, once when its own answer is there, whether no later one came before. */
  ask(): () => boolean {
    const mine = ++this.#asked;
    return () => {
      const isNews = mine > this.#answered;
      if (isNews) this.#answered = mine;
      return isNews;
    };
  }
}
