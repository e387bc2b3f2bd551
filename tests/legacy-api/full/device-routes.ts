/** Devices of the full API: list, detail, making and changing one, status and actions (2.3). */
import { readPatch } from '../core/patch.ts';
import { badRequest, notFound } from '../core/refusal.ts';
import { Reply, requireText, textIn, type Call, type Route } from '../core/route.ts';
import { addDevice } from './booking.ts';
import { deviceCreation, deviceWritable } from './columns.ts';
import { collectDevice, despatchDevice } from './handing-over.ts';
import { deviceDetail, deviceListRow } from './device-rows.ts';
import { among, containing, csv, idOr, listPage } from './list-query.ts';
import { moveDevice } from './move-device.ts';
import { staffOf } from './named.ts';
import { orderOf } from './order-routes.ts';
import { devicePageMoves, deviceStatuses, movesOf } from './statuses.ts';
import type { Device } from './tables.ts';
import { rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

const by = (call: Call): string | null => call.caller?.userId ?? null;

export function deviceRoutes(world: FullWorld): Route[] {
  const { tables, choices, clock } = world;
  const page = 'devices';
  /** By its own id alone, or below an order that has to be its own. */
  const deviceOf = (call: Call): Device => {
    const device = tables.devices.get(call.params['d']);
    if (!device || ('o' in call.params && device.order_id !== orderOf(world, call).id)) throw notFound();
    return device;
  };
  const detail = (id: string): unknown => {
    const device = tables.devices.get(id);
    if (!device) throw notFound();
    return deviceDetail(world, device);
  };
  const stamp = (device: Device, patch: Partial<Device>): Device =>
    tables.devices.update(device.id, { ...patch, updated_at: clock.byCode() });
  const act = (call: Call): unknown => {
    const device = deviceOf(call);
    const to = textIn(call.body, 'to_status') ?? requireText(call.body, 'action', 'to_status is required');
    for (const input of choices.requiredInputs[to] ?? [])
      if (call.body[input] === undefined) throw badRequest(`${input} is required`);
    moveDevice(world, device, { to, by: by(call), notes: textIn(call.body, 'notes') });
    return { device_id: device.id };
  };

  const routes: Route[] = [
    {
      method: 'GET',
      path: '/devices',
      page,
      handle: (call) => {
        const { query } = call;
        const status = csv(query['status']);
        const {
          rows,
          page: at,
          limit,
          total,
          pages,
        } = listPage(world, call, {
          table: tables.devices,
          where: [
            among('status', status),
            status.length === 0 ? among('status', csv(query['exclude_status']), true) : undefined,
            idOr('device_type_id', query['device_type_id'], 'unassigned'),
            idOr('assigned_engineer_id', query['engineer_id'], 'unassigned'),
            containing(['serial_number', 'imei', 'custom_brand', 'custom_model'], query['search']),
          ],
          order: 'created_at ASC, rowid',
        });
        return new Reply({
          success: true,
          data: rows.map((row) => deviceListRow(world, row)),
          pagination: { page: at, limit, total, total_pages: pages },
          filters: filters(world),
        });
      },
    },
    {
      method: 'GET',
      path: '/orders/:o/devices',
      page,
      handle: (call) =>
        tables.devices
          .find('order_id = ?', [orderOf(world, call).id])
          .map((device) => deviceDetail(world, device)),
    },
    {
      method: 'POST',
      path: '/orders/:o/devices',
      page,
      handle: (call) => {
        const order = orderOf(world, call);
        const given = readPatch(call.body, deviceCreation, { ...choices, unknownInPatch: 'ignored' });
        const device = addDevice(world, order, given);
        const accessories = call.body['accessories'];
        for (const each of Array.isArray(accessories) ? (accessories as Record<string, unknown>[]) : [])
          addAccessory(world, device.id, each);
        return new Reply({ success: true, data: { id: device.id } }, choices.created);
      },
    },
    { method: 'GET', path: '/orders/:o/devices/:d', page, handle: (call) => detail(deviceOf(call).id) },
    {
      method: 'PATCH',
      path: '/orders/:o/devices/:d',
      page,
      handle: (call) => {
        const device = deviceOf(call);
        const patch = readPatch(call.body, deviceWritable, choices) as Partial<Device>;
        const changes = Object.entries(patch).some(
          ([key, value]) => (device as Record<string, unknown>)[key] !== value,
        );
        if (changes || choices.unchangedBumps) stamp(device, patch);
        return { id: device.id };
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:o/devices/:d',
      page,
      handle: (call) => {
        const device = deviceOf(call);
        tables.devices.remove(device.id);
        for (const item of tables.items.find('device_id = ?', [device.id])) tables.items.remove(item.id);
        rederive(world, device.order_id);
        return undefined;
      },
    },
    {
      method: 'PATCH',
      path: '/orders/:o/devices/:d/status',
      page,
      handle: (call) => {
        const device = deviceOf(call);
        const to = requireText(call.body, 'status');
        moveDevice(world, device, { to, by: by(call), notes: textIn(call.body, 'notes') });
        return { id: device.id, status: to };
      },
    },
    { method: 'GET', path: '/devices/:d/actions', page, handle: (call) => actionsOf(world, deviceOf(call)) },
    { method: 'POST', path: '/devices/:d/action', page, handle: act },
    { method: 'POST', path: '/orders/:o/devices/:d/action', page, handle: act },
    {
      method: 'PATCH',
      path: '/devices/:d/engineer',
      page,
      handle: (call) => {
        const engineer = call.body['assigned_engineer_id'];
        if (engineer !== null && !(typeof engineer === 'string' && tables.users.get(engineer)))
          throw badRequest('User not found');
        return { id: stamp(deviceOf(call), { assigned_engineer_id: engineer }).id };
      },
    },
    {
      method: 'PATCH',
      path: '/devices/:d/sub-location',
      page,
      handle: (call) => {
        const place = call.body['sub_location_id'];
        if (place !== null && !(typeof place === 'string' && tables.subLocations.get(place)))
          throw badRequest('Place not found');
        return { id: stamp(deviceOf(call), { sub_location_id: place }).id };
      },
    },
    {
      method: 'POST',
      path: '/devices/:d/qc',
      page,
      handle: (call) => {
        const device = deviceOf(call);
        if (device.status !== 'repaired_qc' && device.status !== 'rejection_qc')
          throw badRequest('Device is not in QC');
        const pass = requireText(call.body, 'action') === 'pass';
        const passed = device.status === 'repaired_qc' ? 'repaired_ready' : 'rejection_ready';
        const to = pass ? passed : 'ready_to_repair';
        moveDevice(world, device, {
          to,
          by: by(call),
          notes: textIn(call.body, 'rework_note'),
          gated: false,
        });
        return { new_status: to, note_id: null };
      },
    },
    {
      method: 'POST',
      path: '/devices/:d/staff-authorize',
      page,
      handle: (call) => {
        const device = deviceOf(call);
        if (device.status !== 'awaiting_authorisation')
          throw badRequest('Device is not awaiting authorisation');
        const action = requireText(call.body, 'action');
        const method = requireText(call.body, 'method');
        const approved = action !== 'reject';
        const to = approved
          ? device.workflow_type === 'repair'
            ? 'ready_to_repair'
            : 'ready_to_pay'
          : 'rejected';
        moveDevice(world, device, { to, by: by(call), notes: textIn(call.body, 'notes') });
        const authorization_status = approved ? 'approved' : 'rejected';
        const authorized = { authorization_status, authorization_method: method, authorized_by: by(call) };
        stamp(device, { ...authorized, authorized_at: clock.byCode() });
        return {
          action,
          device_id: device.id,
          new_status: to,
          method,
          message: `Device ${authorization_status}`,
        };
      },
    },
    {
      method: 'POST',
      path: '/devices/:d/collect',
      page,
      handle: (call) => collectDevice(world, deviceOf(call), call),
    },
    {
      method: 'POST',
      path: '/devices/:d/despatch',
      page,
      handle: (call) => despatchDevice(world, deviceOf(call), call),
    },
    {
      method: 'POST',
      path: '/orders/:o/devices/:d/accessories',
      page,
      handle: (call) =>
        new Reply(
          { success: true, data: addAccessory(world, deviceOf(call).id, call.body) },
          choices.created,
        ),
    },
    {
      method: 'DELETE',
      path: '/orders/:o/devices/:d/accessories/:a',
      page,
      handle: (call) => {
        const accessory = tables.accessories.get(call.params['a']);
        if (accessory?.device_id !== deviceOf(call).id) throw notFound();
        tables.accessories.remove(accessory.id);
        return undefined;
      },
    },
  ];
  return routes;
}

function addAccessory(world: FullWorld, device_id: string, given: Readonly<Record<string, unknown>>) {
  return world.tables.accessories.insert({
    id: world.id(),
    device_id,
    accessory_type: requireText(given, 'accessory_type'),
    description: textIn(given, 'description') ?? null,
    created_at: world.clock.byDatabase(),
  });
}

function actionsOf({ choices }: FullWorld, { status, workflow_type }: Device) {
  const from = status ?? '';
  return {
    current_status: status,
    workflow_type,
    available_actions: (movesOf(workflow_type)[from] ?? []).map((to) => ({
      to_status: to,
      label: to.replaceAll('_', ' '),
      is_device_page_action: devicePageMoves.has(`${from} ${to}`),
      requires_confirmation: false,
      requires_input: choices.requiredInputs[to] ?? null,
      requires_notes: to === 'rejected' || to === 'company_rejected',
    })),
  };
}

function filters(world: FullWorld) {
  const { tables } = world;
  return {
    device_types: tables.deviceTypes.find().map(({ id, name, slug }) => ({ id, name, slug })),
    statuses: deviceStatuses,
    engineers: tables.users
      .find("role IN ('engineer', 'senior_engineer')")
      .map(({ id }) => staffOf(world, id)),
    locations: tables.locations.find().map(({ id, name }) => ({ id, name })),
    category_counts: {
      repair: tables.devices.count("workflow_type = 'repair'"),
      buyback: tables.devices.count("workflow_type <> 'repair'"),
      refurb: 0,
      unassigned: 0,
    },
  };
}
