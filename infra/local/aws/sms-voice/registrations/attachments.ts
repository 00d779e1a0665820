import { arnOf, idOf, newId } from '../arns.ts';
import { invalid } from '../errors.ts';
import type { Handlers } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { find, findAll } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { Attachment } from '../state.ts';

/** The model limits the base64 text to 6,990,508 characters: a file of 5 MiB. */
const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;

type Names =
  | 'CreateRegistrationAttachment'
  | 'DeleteRegistrationAttachment'
  | 'DescribeRegistrationAttachments';

export const registrationAttachmentHandlers: Handlers<Names> = {
  CreateRegistrationAttachment(operation, { AttachmentBody: body, AttachmentUrl, Tags }) {
    const { home, state } = operation;
    assertOne(body, AttachmentUrl);
    const RegistrationAttachmentId = newId('attachment');
    const created: Attachment = {
      RegistrationAttachmentArn: arnOf(home, 'registration-attachment', RegistrationAttachmentId),
      RegistrationAttachmentId,
      // Fetching from S3 is not modelled: an attachment by URL stays in progress.
      AttachmentStatus: body === undefined ? 'UPLOAD_IN_PROGRESS' : 'UPLOAD_COMPLETE',
      CreatedTimestamp: operation.now(),
      AttachmentUrl,
      ...(body !== undefined && { body }),
    };
    putTags(operation, created.RegistrationAttachmentArn, Tags);
    state.attachments.set(RegistrationAttachmentId, created);
    return { ...created, Tags: tagsOf(operation, created.RegistrationAttachmentArn) };
  },

  DeleteRegistrationAttachment(operation, { RegistrationAttachmentId }) {
    const { state } = operation;
    const deleted = find(operation, state.attachments, 'registration-attachment', RegistrationAttachmentId);
    state.attachments.delete(deleted.RegistrationAttachmentId);
    state.tags.delete(deleted.RegistrationAttachmentArn);
    return { ...deleted, AttachmentStatus: 'DELETED' };
  },

  DescribeRegistrationAttachments(operation, input) {
    const { home, state } = operation;
    const ids = input.RegistrationAttachmentIds?.map((id) => idOf(home, 'registration-attachment', id));
    const { items, NextToken } = paged(
      filtered(findAll(operation, state.attachments, 'registration-attachment', ids), input.Filters, {
        'attachment-status': (attachment) => attachment.AttachmentStatus,
      }),
      input,
    );
    return { RegistrationAttachments: items, NextToken };
  },
};

/** "Use either AttachmentUrl or AttachmentBody, if both are specified then an exception is returned." */
function assertOne(body: Uint8Array | undefined, url: string | undefined): void {
  if (body !== undefined && url !== undefined)
    throw invalid('PARAMETERS_CANNOT_BE_USED_TOGETHER', {
      AttachmentUrl: 'An attachment needs either a body or a URL.',
    });
  if (body === undefined && url === undefined)
    throw invalid('MISSING_PARAMETER', { AttachmentBody: 'An attachment needs either a body or a URL.' });
  if (body !== undefined && body.length > MAX_ATTACHMENT_BYTES)
    throw invalid('MAXIMUM_SIZE_EXCEEDED', {
      AttachmentBody: `The file has ${body.length} bytes; at most ${MAX_ATTACHMENT_BYTES} are allowed.`,
    });
}
