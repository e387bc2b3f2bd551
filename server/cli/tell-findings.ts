/** What a verification found, in words. */
import { describeFinding, isWrong, whatToDo, type Finding } from '../verify/finding.ts';
import type { VerifyReport } from '../verify/verify-folder.ts';
import { countText, sizeText } from './sizes.ts';
import type { Terminal } from './terminal.ts';

/** Of one sort that many are told one by one; `--json` has all of them. */
const mostTold = 50;

export function tellFindings(report: VerifyReport, { out }: Terminal, begin: string): void {
  const { shops, documents, bytes, files, fileBytes, findings } = report;
  out(
    `${begin}: ${countText(shops, 'shop')}, ${countText(documents, 'record')} (${sizeText(bytes)}), ${countText(files, 'file')} (${sizeText(fileBytes)}).\n`,
  );
  const bySort = new Map<Finding['what'], Finding[]>();
  for (const finding of findings) bySort.set(finding.what, [...(bySort.get(finding.what) ?? []), finding]);
  for (const [what, found] of bySort) {
    out('\n');
    for (const finding of found.slice(0, mostTold)) out(`  ${describeFinding(finding)}\n`);
    if (found.length > mostTold) out(`  … and ${found.length - mostTold} more.\n`);
    out(`  What to do: ${whatToDo[what]}\n`);
  }
  const wrong = findings.filter(isWrong).length;
  out(wrong === 0 ? 'Nothing is wrong.\n' : `\n${countText(wrong, 'thing is', 'things are')} wrong.\n`);
}

/** As `--json` tells it. */
export const findingsAsJson = ({ findings, ...counts }: VerifyReport): Record<string, unknown> => ({
  ...counts,
  wrong: findings.filter(isWrong).length,
  findings: findings.map((finding) => ({
    ...finding,
    wrong: isWrong(finding),
    says: describeFinding(finding),
    todo: whatToDo[finding.what],
  })),
});
