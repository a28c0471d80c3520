/** Walks the chain: every link whose own conditions hold is tried, and the first broken one is what to mend. */
import type { CheckContext, Finding, Step } from './step.js';

export interface Link {
  readonly title: string;
  /** The worst of its findings. */
  readonly state: Finding['state'] | 'not checked';
  readonly findings: readonly Finding[];
}

const ORDER = ['holds', 'note', 'broken'] as const;

function worst(findings: readonly Finding[]): Finding['state'] {
  return ORDER[Math.max(0, ...findings.map(({ state }) => ORDER.indexOf(state)))] ?? 'holds';
}

async function findingsOf(step: Step, context: CheckContext): Promise<readonly Finding[]> {
  try {
    return await step.check(context);
  } catch (error) {
    context.signal.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    return [{ state: 'broken', text, fix: 'See to that, and run the check again.' }];
  }
}

/** @returns a link for each step, in order */
export async function walk(steps: readonly Step[], context: CheckContext): Promise<readonly Link[]> {
  const links: Link[] = [];
  const missing = new Set<string>();
  for (const step of steps) {
    const { id, title, needs } = step;
    const skipped = needs.some((need) => missing.has(need));
    const findings = skipped ? [] : await findingsOf(step, context);
    const state = skipped ? 'not checked' : worst(findings);
    if (state === 'broken' || skipped) missing.add(id);
    links.push({ title, state, findings });
  }
  return links;
}

/** The first broken link with what to do, undefined where the chain holds. */
export function firstBroken(links: readonly Link[]): { title: string; text: string; fix: string } | undefined {
  for (const { title, findings } of links)
    for (const finding of findings)
      if (finding.state === 'broken') return { title, text: finding.text, fix: finding.fix };
  return undefined;
}
