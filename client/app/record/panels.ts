/** What a section can show besides its fields, by the name that layouts call it. */
import type { ComponentType } from 'react';
import { ClientCard } from '../client/client-card.tsx';
import { ClientMoney } from '../client/client-money.tsx';
import { OrderCard } from '../order/order-card.tsx';
import { OrderDevices } from '../order/order-devices.tsx';
import { OrderMoneyPanel } from '../order/order-money-panel.tsx';
import { PasscodePanel } from '../passcode/passcode-panel.tsx';
import { PayPanel } from '../people/pay-panel.tsx';
import type { PanelName } from './layouts/layout.ts';

export const panels: Readonly<Record<PanelName, ComponentType>> = {
  client: ClientCard,
  'client-money': ClientMoney,
  order: OrderCard,
  'order-devices': OrderDevices,
  'order-money': OrderMoneyPanel,
  passcode: PasscodePanel,
  pay: PayPanel,
};
