import { CONFIGURATION_SET_NAME } from '../../../../registrar/contract/names.ts';
import { type EventDestination, trailFaults } from '../../../access/trail-faults.ts';
import { broken, type Check, ok } from '../../check.ts';
import { brokenAnswer, callApi } from '../../requests/api.ts';

interface ConfigurationSet {
  readonly EventDestinations?: readonly EventDestination[];
}

export const trail: Check = {
  hop: 'Event destinations',
  proves: "the stack's configuration set has both event destinations, enabled for all events",
  advice:
    "It was changed in the tenant's account, not through this API. An unchanged template does not restore it: deploy the tenant stack with --revert-drift. If CloudFormation detects no drift, restore it there with aws pinpoint-sms-voice-v2 create-event-destination, or update-event-destination --enabled --matching-event-types ALL.",
  async run(context) {
    context.findings.get('simulatorNumberId');
    const input = { ConfigurationSetNames: [CONFIGURATION_SET_NAME] };
    const answer = await callApi(context, { action: 'DescribeConfigurationSets', input });
    if (answer.error.name === 'ResourceNotFoundException')
      return broken(`The configuration set ${CONFIGURATION_SET_NAME} is missing: sends are 404.`);
    if (answer.status !== 200) return brokenAnswer(answer);
    const [set] = (answer.body.ConfigurationSets ?? []) as readonly ConfigurationSet[];
    const faults = trailFaults(set?.EventDestinations ?? []);
    return faults.length > 0 ? broken(faults.join(' ')) : ok('two, enabled, for all event types');
  },
};
