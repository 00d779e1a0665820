import { checkMutations } from './check-mutations.ts';
import { REGISTRATION_MUTATIONS } from './facts/registration.ts';
import { REQUEST_MUTATIONS } from './facts/request.ts';
import { TENANT_MUTATIONS } from './facts/tenant.ts';

/** A permission, an environment variable and a restricting condition; `npm run test:mutations` checks them all. */
const FACTS = [
  "router's role: sts:AssumeRole",
  'registrar: EVENT_BUCKET',
  'access role: condition on the external id',
];

checkMutations(
  'three of the list',
  FACTS.map((wanted) => {
    const all = [...REQUEST_MUTATIONS, ...REGISTRATION_MUTATIONS, ...TENANT_MUTATIONS];
    const found = all.find(({ fact }) => fact === wanted);
    if (found === undefined) throw new Error(`There is no mutation ${wanted}.`);
    return found;
  }),
);
