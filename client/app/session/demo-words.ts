/** What has to be known of a demo: on the page where somebody is chosen, and wherever they then are. */
export const demoWords =
  'Demo: whoever is at this machine can choose anybody, and nobody is asked for a password.';
