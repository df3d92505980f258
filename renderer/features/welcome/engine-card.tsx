import { Check, ChevronRight, CircleCheck, CircleDashed, RefreshCw, X } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { formatCount } from '../../../shared/report/format.ts';
import { IconButton } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';

/** Whether a container engine answers, what it is good for, and where it was looked for. */
export function EngineCard() {
  const doctor = useStudio((studio) => studio.doctor);
  const busy = useStudio((studio) => studio.doctorBusy);
  const consult = useStudio((studio) => studio.consultDoctor);
  const engine = doctor?.engine;
  return (
    <section className="card welcome-engine" aria-labelledby="welcome-engine" aria-busy={busy}>
      <div className="card-head">
        <h2 id="welcome-engine">Container engine</h2>
        <span className="end">
          <IconButton label="Look again" disabled={busy} onClick={() => void consult()}>
            <RefreshCw size={14} aria-hidden />
          </IconButton>
        </span>
      </div>
      <div className="card-body" role="status">
        {doctor === undefined ? <p className="hint">Asking the usual places …</p> : null}
        {engine ? (
          <div className="welcome-engine-state">
            <CircleCheck size={18} className="ok" aria-hidden />
            <div>
              <b>
                {engine.product} {engine.version}
              </b>
              <p className="hint">
                Ready to build and to take images from · {engine.platform} · <code>{engine.endpoint}</code>
              </p>
            </div>
          </div>
        ) : null}
        {doctor && !engine ? (
          <div className="welcome-engine-state">
            <CircleDashed size={18} className="none" aria-hidden />
            <div>
              <b>No engine answers</b>
              <p className="hint">
                Editing, checking and exporting from image archives work all the same. Building needs an
                engine.
              </p>
            </div>
          </div>
        ) : null}
        {doctor && doctor.advice.length > 0 ? (
          <ul className="welcome-advice">
            {doctor.advice.map((advice) => (
              <li key={advice}>{advice}</li>
            ))}
          </ul>
        ) : null}
      </div>
      {doctor && doctor.attempts.length > 0 ? (
        <Collapsible.Root className="welcome-tried">
          <Collapsible.Trigger>
            <ChevronRight size={14} aria-hidden />
            {formatCount(doctor.attempts.length, 'place')} tried
          </Collapsible.Trigger>
          <Collapsible.Content>
            <ul>
              {doctor.attempts.map((attempt) => (
                <li key={`${attempt.source} ${attempt.endpoint}`}>
                  {attempt.ok ? (
                    <Check size={14} className="ok" aria-label="answered" />
                  ) : (
                    <X size={14} aria-label="no" />
                  )}
                  <div>
                    <code>{attempt.endpoint}</code>
                    <p className="hint">
                      {attempt.source}: {attempt.answer}
                    </p>
                    {attempt.advice === undefined ? null : <p className="hint">{attempt.advice}</p>}
                  </div>
                </li>
              ))}
            </ul>
          </Collapsible.Content>
        </Collapsible.Root>
      ) : null}
    </section>
  );
}
