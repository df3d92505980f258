import { RadioGroup } from 'radix-ui';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
}

/** One choice of a few, side by side; arrow keys move. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
}: SegmentedProps<Value>) {
  return (
    <RadioGroup.Root
      className="segmented"
      aria-label={label}
      value={value}
      disabled={disabled === true}
      onValueChange={(chosen) => {
        const option = options.find((o) => o.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <RadioGroup.Item key={option.value} value={option.value}>
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
