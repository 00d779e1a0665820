/** "Example event data" of the AWS End User Messaging SMS guide, with all members that a carrier may report. */
export function statusRecord(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventType: 'TEXT_DELIVERED',
    eventVersion: '1.0',
    eventTimestamp: 1_795_687_201_500,
    isFinal: true,
    originationPhoneNumber: '+12065550142',
    destinationPhoneNumber: '+14254147755',
    isInternationalSend: false,
    isoCountryCode: 'US',
    mcc: '310',
    mnc: '800',
    carrierName: 'Example Mobile',
    messageId: '862a8790-60c0-4430-9b2b-658bdea2ce2b',
    messageRequestTimestamp: 1_795_687_200_000,
    messageEncoding: 'GSM',
    messageType: 'TRANSACTIONAL',
    messageStatus: 'DELIVERED',
    messageStatusDescription: 'Message has been accepted by phone',
    context: { order: '4711' },
    totalMessageParts: 1,
    totalMessagePrice: 0.00581,
    totalCarrierFee: 0.0031,
    protectConfiguration: { protectConfigurationId: 'protect-1', protectStatus: 'ALLOW' },
    ...changes,
  };
}

/** "Example of a two-way SMS message payload", in SNS's envelope. */
export function inboundRecord(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const payload = {
    originationNumber: '+14255550182',
    destinationNumber: '+12125550101',
    messageKeyword: 'JOIN',
    messageBody: 'JOIN us',
    inboundMessageId: 'cae173d2-66b9-564c-8309-21f858e9fb84',
    previousPublishedMessageId: 'wJalrXUtnFEMI',
    ...changes,
  };
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:us-east-1:222222222222:PinpointInboundMessages',
    Message: JSON.stringify(payload),
    Timestamp: '2026-11-26T10:00:01.500Z',
    SignatureVersion: '1',
  };
}

/** An event of AWS's own as EventBridge delivers it. */
export function busEvent(accountId: string, detailType: string, detail: object) {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailType,
    source: 'aws.sms-voice',
    account: accountId,
    time: '2026-11-26T10:00:01Z',
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

/** "Event message structure" of the Amazon S3 user guide. */
export function notification(bucket: string, key: string) {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-11-26T10:00:02.000Z',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
      },
    ],
  };
}
