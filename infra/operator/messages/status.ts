import type { ShownMessage } from '../../../router/messages/operator/message-lookup.ts';
import { type ToldCallback, toldOf } from '../../../router/messages/operator/told-callbacks.ts';
import { renderTable } from '../../access/render-table.ts';
import { printable, printJson } from '../printable.ts';
import type { ProgramOptions } from '../program.ts';
import { RefusedError } from '../refused-error.ts';
import { readTenant } from '../tenants-table.ts';
import { EXIT, type MessageDesk } from './desk.ts';
import { describedStatus, type PersonalOption, withoutPersonal } from './personal.ts';

/** `messages status <tenant> <message>`: shows its status, its events, and its deliveries to callbacks. */
export async function status(
  desk: MessageDesk,
  tenantId: string,
  messageId: string,
  { json, personal = false }: ProgramOptions & PersonalOption,
): Promise<void> {
  const { accountId, registration } = await readTenant(desk.table, tenantId);
  const whole = await findMessage(desk, { tenantId, accountId }, messageId);
  const callbacks = await toldOf(desk.table.client, accountId, whole);
  const message = personal ? whole : withoutPersonal(whole);
  const { print } = desk.terminal;
  if (json === true)
    return print(printJson({ TenantId: tenantId, Message: message, Callbacks: callbacks }, 2));
  const home = [
    ['tenant', tenantId],
    ['account', accountId],
  ] as const;
  print(renderTable(['attribute', 'value'], [...home, ...rowsOf(message)]));
  const events = message.Events.map(({ Timestamp, EventType }) => [Timestamp.toISOString(), EventType]);
  print(renderTable(['time', 'event'], events));
  if (callbacks.length > 0)
    print(
      renderTable(
        ['callback', 'told of', 'outcome'],
        callbacks.flatMap((callback) => callbackRows(callback, tenantId)),
      ),
    );
  if (registration === 'Deregistered')
    print(`${tenantId} has left, so its callbacks get nothing more, not even what waits.`);
}

/** @throws RefusedError when there is no such message, or none that may be shown */
async function findMessage(
  { lookup, retentionDays }: MessageDesk,
  { tenantId, accountId }: { readonly tenantId: string; readonly accountId: string },
  messageId: string,
): Promise<ShownMessage> {
  const found = await lookup.find(accountId, messageId);
  switch (found.kind) {
    case 'message':
      return found.message;
    case 'expired':
      throw new RefusedError(
        `${messageId} was requested at ${found.requestedAt.toISOString()}; its status was kept for ${retentionDays} days, which have passed.`,
        { exitCode: EXIT.expired },
      );
    case 'registration':
      throw new RefusedError(
        `${messageId} is a registration of ${tenantId}, not a message: the action DescribeRegistrations has its status.`,
        { exitCode: EXIT.unknownMessage },
      );
    case 'unknown':
      throw new RefusedError(
        `${tenantId} (account ${accountId}) has no message ${messageId}. Compare the id and the tenant; the status of a message is kept for ${retentionDays} days.`,
        { exitCode: EXIT.unknownMessage },
      );
  }
}

function rowsOf(message: ShownMessage): readonly (readonly [string, string])[] {
  const price = (dollars: number | undefined) => dollars && `${dollars} US dollars`;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['message', message.MessageId],
    ['direction', message.Direction],
    ['channel', message.Channel],
    ['status', `${describedStatus(message)}${message.IsFinal ? '' : ' (not final)'}`],
    ['requested', message.RequestedTimestamp.toISOString()],
    ['updated', message.UpdatedTimestamp.toISOString()],
    ['from', message.OriginationIdentity],
    ['to', message.DestinationPhoneNumber],
    ['country', message.IsoCountryCode],
    ['carrier', message.CarrierName],
    ['parts', message.Parts],
    ['price', price(message.Price)],
    ['carrier fee', price(message.CarrierFee)],
    ['answers', message.PreviousMessageId],
    ['context', message.Context && JSON.stringify(message.Context)],
    ['body', message.Body],
  ];
  return rows.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, printable(String(value), 1_000)] as const],
  );
}

function callbackRows(
  { TenantId, CallbackName, Breaker, Deliveries }: ToldCallback,
  tenantId: string,
): readonly (readonly string[])[] {
  const whose = TenantId === tenantId ? '' : ` of ${TenantId}`;
  const name = `${CallbackName}${whose}${Breaker === 'OPEN' ? ' (breaker open)' : ''}`;
  if (Deliveries.length === 0)
    return [
      [
        name,
        '',
        'not known: the table has the last five outcomes (of successes, one in ten seconds), and deliveries that wait longer than 15 minutes',
      ],
    ];
  return Deliveries.map(({ EventType, Result, Timestamp, Attempt, HttpStatus, Reason = '' }) => {
    const answer = HttpStatus === undefined ? '' : `, HTTP ${HttpStatus}`;
    const said =
      Result === 'WAITING'
        ? `attempt ${Attempt} waits until ${Timestamp.toISOString()}`
        : `${Result} at ${Timestamp.toISOString()}, attempt ${Attempt}${answer} ${printable(Reason)}`;
    return [name, EventType, said.trim()];
  });
}
