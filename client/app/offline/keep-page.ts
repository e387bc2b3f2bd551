/** Registers the service worker that keeps the page on this device, and watches for a newer one. */
import { Listeners } from '../../replica/listeners.ts';
import type { Update } from './update-context.ts';

export function keepPage(container: ServiceWorkerContainer, reload: () => void): Update {
  const listeners = new Listeners();
  let waiting: ServiceWorker | null = null;
  const look = (registration: ServiceWorkerRegistration): void => {
    // Without a controller this is the first visit, and there is no older page to replace.
    waiting = container.controller ? registration.waiting : null;
    listeners.emit();
  };
  const watch = async (): Promise<void> => {
    const registration = await container.register('/service-worker.js', { updateViaCache: 'none' });
    look(registration);
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => look(registration));
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
    });
  };
  // Without one the page works as long as it is open; private windows may forbid it.
  void watch().catch(() => undefined);
  return {
    waiting: () => waiting !== null,
    subscribe: (changed) => listeners.subscribe(changed),
    take: () => {
      container.addEventListener('controllerchange', reload, { once: true });
      waiting?.postMessage('take-over', []);
    },
  };
}
