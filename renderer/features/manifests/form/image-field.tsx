import { ChevronDown } from 'lucide-react';
import { useMemo } from 'react';
import { Menu } from '../../../components/menu.tsx';
import { useStudio } from '../../../store/studio.ts';
import { FieldFrame } from './field.tsx';
import { imageChoices, imagesInUse } from './model/image-choices.ts';
import { useChange } from './object-scope.tsx';
import { type SpecFieldProps, useScalarDraft } from './text-field.tsx';

/** An image reference: typed, or picked from the images there are. */
export function ImageField({ path, spec, ...frame }: SpecFieldProps) {
  const { text, reason, onChange, onBlur, onKeyDown } = useScalarDraft(path, spec);
  const change = useChange();
  const images = useStudio((studio) => studio.facts?.images);
  const objects = useStudio((studio) => studio.views.appSpec?.objects);
  const choices = useMemo(() => imageChoices(images, imagesInUse(objects ?? [])), [images, objects]);
  const items =
    choices.length === 0
      ? [{ label: 'No image is known yet', disabled: true, onSelect: () => undefined }]
      : choices.map(({ reference, origin }) => ({
          label: reference,
          detail: origin,
          onSelect: () => void change({ op: 'set', path, value: reference }),
        }));
  return (
    <FieldFrame path={path} spec={spec} reason={reason} {...frame}>
      {(links) => (
        <div className="form-image">
          <input
            className="input mono"
            value={text}
            required
            autoComplete="off"
            spellCheck={false}
            onChange={onChange}
            onBlur={onBlur}
            onKeyDown={onKeyDown}
            {...links}
          />
          <Menu
            items={items}
            trigger={
              <button type="button" className="form-image-pick" aria-label="Pick a known image">
                <ChevronDown size={14} aria-hidden />
              </button>
            }
          />
        </div>
      )}
    </FieldFrame>
  );
}
