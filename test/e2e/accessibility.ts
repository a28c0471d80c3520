/** Faults of a page that keep people from using it, as axe-core finds them (WCAG 2 A and AA, and best practice). */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * One line for each fault that axe-core calls serious or critical: rule, what it asks for, where it fails.
 * @param rules ids of the rules to check; default: all
 */
export async function barriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  // as an expression: the page's content security policy rightly refuses a script element
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<axe.AxeResults>(
    `axe.run(${JSON.stringify(rules ? { runOnly: rules } : {})})`,
  );
  if (passes.length === 0) throw new Error(`axe-core found nothing to look at in ${page.url()}`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}\n${failureSummary ?? ''}`),
    );
}
