/** How often a random test runs: a small number unless the environment asks for more. For tests only. */
export function runs(usual: number): number {
  const asked = Number(process.env['SOLDER_RUNS']);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : usual;
}
