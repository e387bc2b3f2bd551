/** The people of the demo: those who work in the shop, and names from which its clients are made. None is real. */
import type { Role } from '../../shared/schema/field.ts';

export interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export const demoUsers: readonly DemoUser[] = [
  { id: 'olu', name: 'Olu Adeyemi', role: 'owner' },
  { id: 'ana', name: 'Ana Petrescu', role: 'manager' },
  { id: 'ben', name: 'Ben Hughes', role: 'technician' },
  { id: 'cai', name: 'Cai Morgan', role: 'technician' },
  { id: 'dee', name: 'Dee Okafor', role: 'front-desk' },
  { id: 'vic', name: 'Vic Lloyd', role: 'view' },
];

export const engineers = ['ben', 'cai'] as const;

/** They worked here, and nobody signs in as them any more. */
export const formerEmployees: readonly DemoUser[] = [{ id: 'gwen', name: 'Gwen Pryce', role: 'technician' }];

/** The demo shop has one. */
export const shopLocation = 'Wharf Street';

export const firstNames: readonly string[] = [
  'Aled',
  'Amira',
  'Bethan',
  'Callum',
  'Carys',
  'Chloe',
  'Daniel',
  'Dilys',
  'Ella',
  'Farah',
  'Gareth',
  'Grace',
  'Harpreet',
  'Huw',
  'Imran',
  'Isla',
  'Jack',
  'Joanna',
  'Kofi',
  'Lowri',
  'Maja',
  'Marcus',
  'Mei',
  'Mohammed',
  'Nia',
  'Niamh',
  'Oliver',
  'Priya',
  'Rhys',
  'Rosa',
  'Sam',
  'Sanjay',
  'Sian',
  'Tomasz',
  'Wendy',
  'Yusuf',
];

export const lastNames: readonly string[] = [
  'Ahmed',
  'Bailey',
  'Bevan',
  'Brown',
  'Campbell',
  'Chaudhry',
  'Chen',
  'Davies',
  'Edwards',
  'Evans',
  'Fernandes',
  'Griffiths',
  'Harris',
  'Islam',
  'James',
  'Jones',
  'Kaur',
  'Kowalska',
  'Lewis',
  'Mensah',
  'Morris',
  'Nowak',
  "O'Brien",
  'Osei',
  'Parry',
  'Patel',
  'Price',
  'Rees',
  'Roberts',
  'Singh',
  'Smith',
  'Taylor',
  'Thomas',
  'Walker',
  'Williams',
  'Wright',
];

export const streets: readonly string[] = [
  'Albany Road',
  'Bridge Street',
  'Castle Terrace',
  'Chapel Lane',
  'Cowbridge Road',
  'High Street',
  'Mill Close',
  'Oakfield Avenue',
  'Station Road',
  'Victoria Park Road',
  'Wharf Street',
  'Woodville Crescent',
];

export const towns: readonly { readonly city: string; readonly outward: string }[] = [
  { city: 'Cardiff', outward: 'CF24' },
  { city: 'Cardiff', outward: 'CF5' },
  { city: 'Penarth', outward: 'CF64' },
  { city: 'Barry', outward: 'CF62' },
  { city: 'Newport', outward: 'NP20' },
  { city: 'Caerphilly', outward: 'CF83' },
  { city: 'Swansea', outward: 'SA1' },
];

export const companies: readonly string[] = [
  'Bay Lettings',
  'Copper Kettle Café',
  'Glyn Accountants',
  'Llandaff Primary School',
  'Riverside Dental',
  'Taff Cycles',
];
