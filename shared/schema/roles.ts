/** The roles of a shop: how the app calls them, and the groups in which fields are handed to them. */
import type { Role } from './field.ts';

export const roleLabels: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  manager: 'Manager',
  technician: 'Technician',
  'front-desk': 'Front desk',
  view: 'View only',
};

export const roles: readonly Role[] = ['owner', 'manager', 'technician', 'front-desk', 'view'];

/** Everybody who works on records. */
export const staff: readonly Role[] = ['owner', 'manager', 'technician', 'front-desk'];
/** Those who talk to clients about money and appointments. */
export const desk: readonly Role[] = ['owner', 'manager', 'front-desk'];
/** Those who answer for the shop: its people and what it pays. */
export const managers: readonly Role[] = ['owner', 'manager'];
/** Those who open devices. */
export const bench: readonly Role[] = ['owner', 'manager', 'technician'];
/** The relay and the bridge only. */
export const nobody: readonly Role[] = [];
