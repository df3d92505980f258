import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  /** Where something else than the trigger opens it too; otherwise it minds itself. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A menu behind a button; arrow keys, type-ahead and Escape work. */
export function Menu({ trigger, items, ...state }: MenuProps) {
  return (
    <DropdownMenu.Root {...state}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {items.map((item) => (
            <DropdownMenu.Item
              key={item.label}
              className="menu-item"
              disabled={item.disabled === true}
              onSelect={item.onSelect}
            >
              {item.icon}
              <span>{item.label}</span>
              {item.detail === undefined ? null : <span className="detail">{item.detail}</span>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
