import type { Site } from './site.js';
import { approvalPolls } from './sites/approval-polls.js';
import { approvalReloads } from './sites/approval-reloads.js';
import { chooseChannel } from './sites/choose-channel.js';
import { securityQuestion } from './sites/security-question.js';

/** The banks of the gallery that ask for something else before a code, or instead of one. */
export const requestSites: readonly Site[] = [
  chooseChannel,
  approvalPolls,
  approvalReloads,
  securityQuestion,
];
