/** An employee's page: who they are to their colleagues; what they earn only where one may know. */
import type { Layout } from './layout.ts';

export const employeeLayout: Layout = {
  begins: { active: true },
  sections: [
    { title: 'Person', fields: ['name', 'role', 'user', 'active'] },
    { title: 'Contact', fields: ['phone', 'email', 'location', 'colour'] },
    { title: 'Notes', fields: ['notes'] },
    { title: 'Pay', fields: [], panel: 'pay', side: true },
  ],
};
