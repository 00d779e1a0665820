import { showChoices } from './choices.js';
import { showPhone } from './phone.js';
import { showReference } from './reference.js';
import { openSession } from './session.js';
import { letSkip } from './skip.js';
import { followColorScheme } from './theme.js';
import { showViews } from './views.js';

followColorScheme();
letSkip();
const session = await openSession();
showChoices(session);
if (session.isLocal) {
  for (const element of document.querySelectorAll('[data-local]')) element.hidden = false;
  showViews();
  showPhone(session);
}
await showReference(session);
