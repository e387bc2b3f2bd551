/** Dragging a card: by mouse, by finger after a moment's rest, by the space bar and arrows. Which drop means what. */
import {
  closestCenter,
  KeyboardCode,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
  type CollisionDetection,
  type KeyboardCoordinateGetter,
  type UniqueIdentifier,
} from '@dnd-kit/core';
import { zonePrefix } from './drop-zone.tsx';

const isZone = (id: UniqueIdentifier): boolean => String(id).startsWith(zonePrefix);

/** The status on which a card was dropped, if it was on one. */
export const droppedOn = (over: UniqueIdentifier | undefined): string | undefined =>
  over !== undefined && isZone(over) ? String(over).slice(zonePrefix.length) : undefined;

/**
 * A zone lies on its column: the zone is meant. Without a pointer, the zone to which the arrows went; until one was
 * pressed there is none, so that lifting a card and letting it go changes nothing.
 */
export const underCard: CollisionDetection = (given) => {
  if (!given.pointerCoordinates) {
    const { initial } = given.active.rect.current;
    const { left, top } = given.collisionRect;
    if (!initial || (initial.left === left && initial.top === top)) return [];
    return closestCenter({
      ...given,
      droppableContainers: given.droppableContainers.filter(({ id }) => isZone(id)),
    });
  }
  const found = pointerWithin(given);
  const zones = found.filter(({ id }) => isZone(id));
  return zones.length > 0 ? zones : found;
};

const steps = new Map<string, number>([
  [KeyboardCode.Right, 1],
  [KeyboardCode.Down, 1],
  [KeyboardCode.Left, -1],
  [KeyboardCode.Up, -1],
]);

/** Arrows go from one legal place to the next, in the order of the board. */
const nextZone: KeyboardCoordinateGetter = (event, { context }) => {
  const step = steps.get(event.code);
  if (step === undefined) return undefined;
  event.preventDefault();
  const { droppableContainers, droppableRects, collisionRect, over } = context;
  const zones = droppableContainers.getEnabled().filter(({ id }) => isZone(id));
  const at = over ? zones.findIndex(({ id }) => id === over.id) : -1;
  const next = zones[at < 0 ? (step > 0 ? 0 : zones.length - 1) : (at + step + zones.length) % zones.length];
  const rect = next && droppableRects.get(next.id);
  if (!rect || !collisionRect) return undefined;
  return {
    x: rect.left + (rect.width - collisionRect.width) / 2,
    y: rect.top + (rect.height - collisionRect.height) / 2,
  };
};

const { Space, Enter, Esc, Tab } = KeyboardCode;
const mouse = { activationConstraint: { distance: 6 } };
/** Long enough that scrolling with a finger is never taken for it. */
const touch = { activationConstraint: { delay: 220, tolerance: 8 } };
const keyboard = {
  coordinateGetter: nextZone,
  scrollBehavior: 'auto' as const,
  keyboardCodes: { start: [Space], cancel: [Esc, Tab], end: [Space, Enter] },
};

export const useLifting = () =>
  useSensors(
    useSensor(MouseSensor, mouse),
    useSensor(TouchSensor, touch),
    useSensor(KeyboardSensor, keyboard),
  );
