import type { Site } from './site.js';
import { accessDenied } from './sites/access-denied.js';
import { askedByLabel } from './sites/asked-by-label.js';
import { askedInSelects } from './sites/asked-in-selects.js';
import { askedOnKeypad } from './sites/asked-on-keypad.js';
import { codeAnswersPost } from './sites/code-answers-post.js';
import { codeInGroups } from './sites/code-in-groups.js';
import { cookieWall } from './sites/cookie-wall.js';
import { coveredButton } from './sites/covered-button.js';
import { documentType } from './sites/document-type.js';
import { frameOtherOrigin } from './sites/frame-other-origin.js';
import { homeMenu } from './sites/home-menu.js';
import { interstitialsAfter } from './sites/interstitials-after.js';
import { interstitialsBefore } from './sites/interstitials-before.js';
import { keypadPairs } from './sites/keypad-pairs.js';
import { keypadPictures } from './sites/keypad-pictures.js';
import { keypadShuffled } from './sites/keypad-shuffled.js';
import { keysEnableButton } from './sites/keys-enable-button.js';
import { nestedFrames } from './sites/nested-frames.js';
import { newTab } from './sites/new-tab.js';
import { passwordExpired } from './sites/password-expired.js';
import { refusalAnswersPost } from './sites/refusal-answers-post.js';
import { sendCodeFirst } from './sites/send-code-first.js';
import { sessionElsewhere } from './sites/session-elsewhere.js';
import { thirdCredential } from './sites/third-credential.js';
import { trustBox } from './sites/trust-box.js';
import { twoPages } from './sites/two-pages.js';

/** Every bank of the gallery, in the order of the recipes (docs/bank-recipes.md). */
export const sites: readonly Site[] = [
  twoPages,
  homeMenu,
  newTab,
  thirdCredential,
  documentType,
  askedInSelects,
  askedByLabel,
  askedOnKeypad,
  keypadShuffled,
  keypadPairs,
  keypadPictures,
  keysEnableButton,
  frameOtherOrigin,
  nestedFrames,
  cookieWall,
  coveredButton,
  interstitialsBefore,
  interstitialsAfter,
  sessionElsewhere,
  sendCodeFirst,
  codeInGroups,
  trustBox,
  codeAnswersPost,
  refusalAnswersPost,
  passwordExpired,
  accessDenied,
];
