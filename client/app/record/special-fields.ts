/** Fields that have a component of their own, by `kind.field`. All others are shown by their policy and type. */
import type { ComponentType } from 'react';
import { ClaimField } from '../device/claim-field.tsx';
import { PartsField } from '../device/parts-field.tsx';
import { LocationField } from '../locations/location-field.tsx';
import { LinesField } from '../order/lines-field.tsx';
import { OrderStatusField } from '../order/order-status-field.tsx';
import { PaymentsField } from '../order/payments-field.tsx';
import { StockField } from '../stock/stock-field.tsx';
import { MessagesField } from '../ticket/messages-field.tsx';
import { AccountField } from '../people/account-field.tsx';
import { PhotosField } from '../photos/photos-field.tsx';
import { SignatureField } from '../photos/signature-field.tsx';
import { WorkflowField } from './workflow-field.tsx';

export const specialFields: Readonly<Record<string, ComponentType<{ name: string }>>> = {
  'device.location': LocationField,
  'order.location': LocationField,
  'item.location': LocationField,
  'appointment.location': LocationField,
  'employee.location': LocationField,
  'device.status': WorkflowField,
  'device.claimedBy': ClaimField,
  'device.parts': PartsField,
  'device.photosAfter': PhotosField,
  'device.photosBefore': PhotosField,
  'order.status': OrderStatusField,
  'order.lines': LinesField,
  'order.payments': PaymentsField,
  'order.signature': SignatureField,
  'ticket.status': WorkflowField,
  'ticket.messages': MessagesField,
  'item.movements': StockField,
  'employee.user': AccountField,
};
