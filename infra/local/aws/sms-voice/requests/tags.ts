import type { Tag } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../core/schema/sdk-operation.ts';
import { notFound, quotaExceeded } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';

/** "Each resource can have a maximum of 50 tags" (TagResource). */
const TAGS_PER_RESOURCE = 50;

type Tags = readonly Present<Tag>[];

/** @throws AwsError ServiceQuotaExceededException TAGS_PER_RESOURCE */
export function putTags({ state }: Operation, arn: string, tags: Tags = []): void {
  const merged = new Map([
    ...(state.tags.get(arn) ?? []),
    ...tags.map(({ Key, Value }): [string, string] => [Key, Value]),
  ]);
  if (merged.size > TAGS_PER_RESOURCE) throw quotaExceeded('TAGS_PER_RESOURCE');
  state.tags.set(arn, merged);
}

export function tagsOf({ state }: Operation, arn: string): Present<Tag>[] {
  return Array.from(state.tags.get(arn) ?? [], ([Key, Value]) => ({ Key, Value }));
}

/** Every resource has a set of tags, perhaps empty, from its creation on, so this is also the list of resources. */
function assertExists({ state }: Operation, arn: string): void {
  const [, , , , , path = ''] = arn.split(':');
  const [type = ''] = path.split('/');
  if (state.tags.has(arn)) return;
  throw notFound(isTaggable(type) ? type : 'account', arn);
}

const TAGGABLE = [
  'configuration-set',
  'opt-out-list',
  'phone-number',
  'pool',
  'protect-configuration',
  'registration',
  'registration-attachment',
  'sender-id',
  'verified-destination-number',
] as const;

function isTaggable(type: string): type is (typeof TAGGABLE)[number] {
  return (TAGGABLE as readonly string[]).includes(type);
}

export const tagHandlers: Handlers<'ListTagsForResource' | 'TagResource' | 'UntagResource'> = {
  ListTagsForResource(operation, { ResourceArn }) {
    assertExists(operation, ResourceArn);
    return { ResourceArn, Tags: tagsOf(operation, ResourceArn) };
  },

  TagResource(operation, { ResourceArn, Tags }) {
    assertExists(operation, ResourceArn);
    putTags(operation, ResourceArn, Tags);
    return {};
  },

  UntagResource(operation, { ResourceArn, TagKeys }) {
    assertExists(operation, ResourceArn);
    const kept = tagsOf(operation, ResourceArn).filter(({ Key }) => !TagKeys.includes(Key));
    operation.state.tags.set(ResourceArn, new Map(kept.map(({ Key, Value }) => [Key, Value])));
    return {};
  },
};
