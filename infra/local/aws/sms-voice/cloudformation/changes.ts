import { AwsError } from '../../core/aws-error.ts';
import type { Home } from '../../core/caller.ts';
import type { SmsVoice } from '../sms-voice.ts';
import type { KeywordProperties, TagList } from './properties.ts';

/** Changes the tags of a resource to the template's. */
export async function replaceTags(
  smsVoice: SmsVoice,
  home: Home,
  ResourceArn: string,
  tags: TagList,
): Promise<void> {
  const { Tags: current = [] } = await smsVoice.call(home, 'ListTagsForResource', { ResourceArn });
  const obsolete = current.map(({ Key = '' }) => Key).filter((key) => !tags.some(({ Key }) => Key === key));
  if (obsolete.length > 0) await smsVoice.call(home, 'UntagResource', { ResourceArn, TagKeys: obsolete });
  if (tags.length > 0) await smsVoice.call(home, 'TagResource', { ResourceArn, Tags: tags });
}

/** Changes the keywords of a phone number or pool to the template's. */
export async function replaceKeywords(
  smsVoice: SmsVoice,
  home: Home,
  OriginationIdentity: string,
  { MandatoryKeywords, OptionalKeywords }: KeywordProperties,
): Promise<void> {
  const wanted = [
    { Keyword: 'HELP', Message: MandatoryKeywords.HELP.Message, Action: 'AUTOMATIC_RESPONSE' as const },
    { Keyword: 'STOP', Message: MandatoryKeywords.STOP.Message, Action: 'OPT_OUT' as const },
    ...OptionalKeywords,
  ];
  const { Keywords: current = [] } = await smsVoice.call(home, 'DescribeKeywords', { OriginationIdentity });
  for (const { Keyword = '' } of current) {
    if (!wanted.some((each) => each.Keyword.toUpperCase() === Keyword))
      await smsVoice.call(home, 'DeleteKeyword', { OriginationIdentity, Keyword });
  }
  for (const { Keyword, Message: KeywordMessage, Action: KeywordAction } of wanted)
    await smsVoice.call(home, 'PutKeyword', { OriginationIdentity, Keyword, KeywordMessage, KeywordAction });
}

/** A resource that was deleted outside CloudFormation counts as deleted. */
export async function ignoreMissing(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) throw error;
  }
}
