import {
  ChevronDown,
  FileOutput,
  FolderInput,
  FolderOpen,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestion,
  X,
} from 'lucide-react';
import type { ReviewOutput, ReviewSignature } from '../../../shared/contract/review.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Menu } from '../../components/menu.tsx';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';

/** Which bundle this is: what it calls itself, the file, its digest, and who signed it. */
export function ReviewHeader({ review }: { readonly review: Review }) {
  const { place, facts, tab } = review;
  const { reviewPicked, closeReview, showReviewTab, openReviewAsProject } = useStudio.getState();
  const whole = facts?.stage === 'whole';
  return (
    <header className="review-head">
      <div className="review-who">
        <h1>
          {facts?.app?.name ?? place.name}{' '}
          {facts?.app ? <span className="review-version">{facts.app.version}</span> : null}
        </h1>
        {facts?.app && facts.app.description !== '' ? <p>{facts.app.description}</p> : null}
      </div>
      <div className="review-actions">
        {facts && (whole || facts.manifests.length > 0) ? (
          <>
            {/* There, to save is the next step. */}
            <Button
              {...(tab === 'hand-over' ? {} : { look: 'primary' })}
              onClick={() => showReviewTab('hand-over')}
            >
              <FileOutput size={14} aria-hidden />
              Decide
            </Button>
            {openable(facts) ? (
              <Button onClick={() => void openReviewAsProject()}>
                <FolderInput size={14} aria-hidden />
                Open as project
              </Button>
            ) : null}
          </>
        ) : null}
        <Menu
          trigger={
            <Button>
              <FolderOpen size={14} aria-hidden />
              Another
              <ChevronDown size={13} aria-hidden />
            </Button>
          }
          items={[
            { label: 'A bundle or archive', onSelect: () => void reviewPicked() },
            { label: 'An extracted folder', onSelect: () => void reviewPicked('extracted') },
          ]}
        />
        <IconButton label="Close the review" onClick={closeReview}>
          <X size={15} aria-hidden />
        </IconButton>
      </div>
      <p className="hint review-what">
        <span className="mono">{place.display}</span>
        {facts ? wordsAbout(facts).map((words) => <span key={words}> · {words}</span>) : null}
      </p>
      {facts ? <Seal facts={facts} /> : null}
    </header>
  );
}

/** What kind of thing it is, and how large, each part to be kept on one line. */
function wordsAbout({ kind, bytes, stage, entries, images }: ReviewOutput): string[] {
  const counts =
    stage === 'whole'
      ? [formatCount(entries.length, 'entry', 'entries'), formatCount(images.length, 'image')]
      : [];
  return [kinds[kind], ...(bytes === undefined ? [] : [formatBytes(bytes)]), ...counts];
}

const openable = ({ kind, manifests }: ReviewOutput): boolean =>
  manifests.length > 0 && kind !== 'project' && kind !== 'manifest';

function Seal({ facts }: { readonly facts: ReviewOutput }) {
  const { sha256, signature, stage, kind } = facts;
  const isFile = kind !== 'folder' && kind !== 'project';
  return (
    <dl className="review-seal">
      {isFile ? (
        <div>
          <dt>SHA-256</dt>
          <dd>
            {sha256 === undefined ? (
              <span className="hint">
                {stage === 'whole' ? 'not known: the file was not read to its end' : 'known once all is read'}
              </span>
            ) : (
              <>
                <code>{sha256}</code>
                <CopyButton label="Copy the SHA-256 of the file" text={sha256} />
              </>
            )}
          </dd>
        </div>
      ) : null}
      <div>
        <dt>Signature</dt>
        <dd>
          <SignatureState signature={signature} />
        </dd>
      </div>
    </dl>
  );
}

function SignatureState({ signature }: { readonly signature: ReviewSignature }) {
  const { state, by, detail } = signature;
  const { icon: Icon, look, words } = signatures[state];
  return (
    <>
      <span className={`pill ${look} review-signature`}>
        <Icon size={12} aria-hidden />
        {words}
      </span>
      {by ? (
        <span title={`SHA-256 of the certificate ${by.fingerprint}`}>
          by {by.subject}
          {by.expired ? ' (certificate expired)' : ''}
        </span>
      ) : null}
      <span className={`hint ${state === 'unsigned' ? 'review-aside' : ''}`}>{detail}</span>
    </>
  );
}

const signatures = {
  valid: { icon: ShieldCheck, look: 'ok', words: 'valid' },
  invalid: { icon: ShieldAlert, look: 'error', words: 'invalid' },
  unsigned: { icon: ShieldQuestion, look: 'mute', words: 'unsigned' },
  'not-read': { icon: ShieldQuestion, look: 'mute', words: 'not read' },
} as const;

const kinds = {
  bundle: 'bundle',
  pkg: 'older package',
  folder: 'extracted bundle',
  'image-archive': 'image archive',
  project: 'project folder',
  manifest: 'single manifest',
} as const;
