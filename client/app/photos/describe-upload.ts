/** How far a file has been sent, in words. */
import type { UploadProblem, UploadState } from '../../replica/files/types.ts';

const reasons: Readonly<Record<UploadProblem, string>> = {
  'other-content': 'the relay has another file under its name',
  gone: 'it was removed for good',
  'too-large': 'it is too large',
  'unsupported-media-type': 'the relay takes only JPEG, PNG and WebP',
  'bad-request': 'the relay could not read the request',
  'checksum-mismatch': 'it arrived damaged',
  'offset-mismatch': 'it did not arrive in one piece',
  'not-found': 'the relay does not know this shop',
  'quota-exceeded': "the shop's room for photos is full",
  forbidden: 'your role may not send photos',
  unauthorized: 'you are not signed in',
  'too-many-requests': 'the relay is busy',
  unavailable: "the relay's disk does not take it",
  internal: 'something is wrong with the relay',
  'no-answer': 'the relay does not answer',
  unreadable: 'it cannot be read on this device any more',
};

/** Empty for a file that is on the relay. */
export function describeUpload(upload: UploadState): string {
  if (upload.state === 'done') return '';
  return upload.saved ? howFar(upload) : `${howFar(upload)} Only in this page so far: keep it open.`;
}

function howFar(upload: Exclude<UploadState, { state: 'done' }>): string {
  if (upload.state === 'waiting') return 'Waiting to be sent.';
  if (upload.state === 'uploading') return `Being sent, ${Math.round(upload.progress * 100)} %.`;
  const next = upload.retryAt === null ? '' : ' It is tried again by itself.';
  return `Not sent: ${reasons[upload.reason]}.${next}`;
}
