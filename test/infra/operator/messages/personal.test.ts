import { expect, it } from 'vitest';
import { masked, withoutPersonal } from '../../../../infra/operator/messages/personal.ts';

it.each([
  ['+14254147755', '…7755'],
  ['+1 (425) 414-77-55', '…7755'],
  ['12345', '…2345'],
  ['ACME', 'ACME'],
  ['ACME 24', 'ACME 24'],
])('masks %s as %s', (identity, shown) => {
  expect(masked(identity)).toBe(shown);
});

it('leaves of a message what tells nothing of a person, in what a carrier says, too', () => {
  const shown = withoutPersonal({
    MessageId: 'm-1',
    Direction: 'INBOUND',
    Status: 'RECEIVED',
    StatusDescription: 'Blocked for +14255550182 by 4255550182',
    IsFinal: true,
    RequestedTimestamp: new Date(0),
    UpdatedTimestamp: new Date(0),
    OriginationIdentity: '+14255550182',
    DestinationPhoneNumber: '+12125550101',
    Body: 'my PIN is 1234',
    Context: { order: '4711' },
    Events: [],
  });
  expect(shown).toMatchObject({
    MessageId: 'm-1',
    OriginationIdentity: '…0182',
    DestinationPhoneNumber: '…0101',
  });
  expect(JSON.stringify(shown)).not.toMatch(/PIN|4711|\d{6}/);
});
