import { defineSearchAttributeKey } from '@temporalio/common';

/** What logins can be found by in Temporal's UI (docs/operations.md). */
export const bankCode = defineSearchAttributeKey('BankCode', 'KEYWORD');
export const loginPhase = defineSearchAttributeKey('LoginPhase', 'KEYWORD');
export const loginOutcome = defineSearchAttributeKey('LoginOutcome', 'KEYWORD');
export const assistanceExpiresAt = defineSearchAttributeKey('AssistanceExpiresAt', 'DATETIME');
