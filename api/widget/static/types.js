/**
 * What the service answers, as far as the widget shows it.
 *
 * @typedef {'queued' | 'investigating' | 'needs_input' | 'concluded' | 'failed' | 'cancelled'} Status
 * @typedef {'confirmed' | 'likely' | 'inconclusive'} Verdict
 * @typedef {{ code: string, title: string, confidence: number, summary: string }} Cause
 * @typedef {{ code: string, title?: string, confidence: number, ruled_out: boolean, because: string }} Alternative
 * @typedef {{ text: string, evidence: string[] }} Claim
 * @typedef {{ who: string, steps: string[], check: string, as_of: string }} Remedy
 * @typedef {{ id: string, label: string }} Option
 * @typedef {{ id: string, text: string, kind: string, options: Option[], why: string }} Question
 * @typedef {{ status: number | null, headers: Record<string, string>, body_excerpt: string, error?: string }} Observed
 * @typedef {{ id: string, kind: string, name?: string, probe: string | null, identity: string | null,
 *   request: { method: string, url: string } | null, observed: Observed | null, facts: string[],
 *   meanings?: string[] }} Evidence
 * @typedef {{ state: 'fixed' | 'not_yet' | 'unknown', because: string, retry_after_seconds: number }} Verification
 * @typedef {{ language: string, shell: string, command: string, says: string }} SafeCommand
 * @typedef {{ question: string, answer: string, by: string }} Talk
 * @typedef {{ id: string, status: Status, created_at: string, updated_at: string, verdict: Verdict | null,
 *   root_cause: Cause | null, alternatives: Alternative[], claims: Claim[], evidence: Evidence[],
 *   explanation: string | null, remediation: Remedy[], question: Question | null,
 *   verification: Verification | null, usage: { requests: number, failed_logins: number, seconds: number } | null,
 *   not_tried?: string[], commands?: SafeCommand[], messages?: Talk[], reasoner: { mode: string } | null, secret?: string }} Diagnosis
 */
export {};
