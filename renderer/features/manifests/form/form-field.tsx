import type { Path } from '../../../../shared/text/path.ts';
import { ChoiceField } from './choice-field.tsx';
import { useSpec } from './field.tsx';
import { ImageField } from './image-field.tsx';
import { PairsField } from './pairs-field.tsx';
import { SwitchField } from './switch-field.tsx';
import { TextField } from './text-field.tsx';
import { VariableField } from './variable-field.tsx';

export interface FormFieldProps {
  readonly path: Path;
  readonly hideLabel?: boolean;
  readonly context?: string;
  readonly showHelp?: boolean;
}

/** The field of a path, with the control that the form's data names for it. */
export function FormField(props: FormFieldProps) {
  const spec = useSpec(props.path);
  switch (spec.control) {
    case 'choice':
      return <ChoiceField {...props} spec={spec} />;
    case 'switch':
      return <SwitchField {...props} spec={spec} />;
    case 'pairs':
      return <PairsField {...props} spec={spec} />;
    case 'image':
      return <ImageField {...props} spec={spec} />;
    case 'variable':
      return <VariableField {...props} spec={spec} />;
    default:
      return <TextField {...props} spec={spec} />;
  }
}
