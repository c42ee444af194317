import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of logins in Temporal's UI (docs/operations.md). */
export const bankCode = defineSearchAttributeKey('BankCode', 'KEYWORD');
/** The account's name, for people; not set with TEMPORAL_SHOW_NAMES=0. */
export const accountName = defineSearchAttributeKey('AccountName', 'KEYWORD');
export const loginPhase = defineSearchAttributeKey('LoginPhase', 'KEYWORD');
export const loginOutcome = defineSearchAttributeKey('LoginOutcome', 'KEYWORD');
export const assistanceExpiresAt = defineSearchAttributeKey('AssistanceExpiresAt', 'DATETIME');
