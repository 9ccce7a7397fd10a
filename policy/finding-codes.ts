// The codes of findings that only the policies make. A finding that the program makes, too, has the code of the rule that both call.
export const policyCodes = [
  // Versions
  "name-unknown",
  "name-without-labels",
  "name-not-versioned",
  "name-disagrees",
  "resource-not-named-so",
  "secret-replaceable",
  "change-ignored",
  "not-a-versioned-secret",
  "declared-twice",
  "foreign-reference",
  "older-than-new",
  // Bindings and groups
  "second-binding",
  "group-split",
  // Incidents
  "incident-without-ticket",
  "incident-unreadable",
  "incident-left-over",
  // Owners and cadence
  "class-unknown",
  "owner-missing",
  "cadence-unknown",
  "rotation-overdue",
  // Files and services outside of the stack
  "compose-disagrees",
  "consumer-not-gated",
  "plain-text",
  "exception-faulty",
  // Weakenings and their approvals
  "guard-weakened",
  "approval-faulty",
  "approval-in-force",
  "base-not-compared",
  // What keeps a policy from looking: a mistake, or what a preview does not know
  "cannot-look",
  "not-looked-at",
  // Tenants' columns
  "column-not-signed-off",
] as const;
export type PolicyCode = (typeof policyCodes)[number];
