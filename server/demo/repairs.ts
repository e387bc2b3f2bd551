/** What comes over the counter of the demo: machines, and what is wrong with them in the words of both sides. */

export interface DemoPart {
  readonly name: string;
  /** In pence including VAT. */
  readonly price: number;
}

export interface DemoFault {
  /** As the client tells it. */
  readonly issue: string;
  /** As the engineer finds it. */
  readonly diagnosis: string;
  readonly resolution: string;
  /** The part, where one is needed. */
  readonly part?: DemoPart;
  /** Labour in pence including VAT. */
  readonly labour: number;
}

export interface DemoProduct {
  readonly type: string;
  readonly makes: readonly { readonly brand: string; readonly model: string }[];
  readonly colours: readonly string[];
  readonly storage: readonly string[];
  readonly accessories: readonly string[];
  readonly phone: boolean;
  readonly faults: readonly DemoFault[];
}

export const products: readonly DemoProduct[] = [
  {
    type: 'Smartphone',
    makes: [
      { brand: 'Apple', model: 'iPhone 12' },
      { brand: 'Apple', model: 'iPhone 13 mini' },
      { brand: 'Apple', model: 'iPhone 14 Pro' },
      { brand: 'Samsung', model: 'Galaxy S21' },
      { brand: 'Samsung', model: 'Galaxy A54' },
      { brand: 'Google', model: 'Pixel 7' },
      { brand: 'Fairphone', model: 'Fairphone 4' },
    ],
    colours: ['black', 'blue', 'white', 'red', 'green'],
    storage: ['64 GB', '128 GB', '256 GB'],
    accessories: ['case', 'charger', 'SIM tray pin'],
    phone: true,
    faults: [
      {
        issue:
          'Dropped it on the pavement, the screen is smashed and the bottom half does not react to touch.',
        diagnosis: 'Glass and digitiser broken, frame straight, front camera fine. Battery at 84 %.',
        resolution: 'Display assembly replaced, seal renewed, touch and True Tone tested.',
        part: { name: 'Display assembly', price: 8900 },
        labour: 4500,
      },
      {
        issue: 'Goes from 40 % to off within minutes, worse in the cold.',
        diagnosis: 'Battery worn: 71 % of its capacity after 1,120 cycles. No swelling.',
        resolution: 'Battery replaced and calibrated. 100 % capacity reported.',
        part: { name: 'Battery', price: 3200 },
        labour: 3500,
      },
      {
        issue: 'Will only charge if I hold the cable at an angle.',
        diagnosis: 'Port packed with lint; two pins bent underneath. Charges at 0.4 A with a wiggle.',
        resolution: 'Charging port replaced, fast charging confirmed with two cables.',
        part: { name: 'Charging port flex', price: 1900 },
        labour: 4000,
      },
      {
        issue: 'Fell in the bath yesterday. It was on for a bit, now nothing at all.',
        diagnosis:
          'Liquid indicators red. Corrosion around the charging chip, short on the main supply line.',
        resolution:
          'Board cleaned in the ultrasonic bath, charging chip replaced. Owner told that it may fail again.',
        labour: 9500,
      },
      {
        issue: 'People say I sound like I am under water when I call.',
        diagnosis: 'Lower microphone mesh blocked, microphone itself measures fine.',
        resolution: 'Mesh cleaned and replaced, test call recorded and clear.',
        labour: 2500,
      },
    ],
  },
  {
    type: 'Laptop',
    makes: [
      { brand: 'Dell', model: 'XPS 13 9310' },
      { brand: 'HP', model: 'Pavilion 15' },
      { brand: 'Lenovo', model: 'ThinkPad T480' },
      { brand: 'Lenovo', model: 'IdeaPad 3' },
      { brand: 'Apple', model: 'MacBook Air M1' },
      { brand: 'Acer', model: 'Aspire 5' },
    ],
    colours: ['silver', 'black', 'grey'],
    storage: ['256 GB SSD', '512 GB SSD', '1 TB HDD'],
    accessories: ['charger', 'sleeve', 'mouse'],
    phone: false,
    faults: [
      {
        issue: 'Very slow since Christmas, takes ten minutes until I can do anything.',
        diagnosis: 'Hard disk has 312 reallocated sectors. Memory test clean.',
        resolution: 'Cloned to a new SSD, starts in 14 seconds. Old disk returned to the owner.',
        part: { name: '500 GB SSD', price: 4800 },
        labour: 6500,
      },
      {
        issue: 'My daughter spilled tea on it. Some keys type by themselves.',
        diagnosis: 'Keyboard membrane shorted under the space bar. Main board dry, no corrosion seen.',
        resolution: 'Keyboard replaced, every key tested.',
        part: { name: 'Keyboard, UK layout', price: 5600 },
        labour: 7000,
      },
      {
        issue: 'It gets really hot and loud and then switches itself off.',
        diagnosis: 'Fan full of dust, paste dried out. 98 °C under load, throttling.',
        resolution: 'Fan cleaned, new thermal paste. 71 °C after 30 minutes of load.',
        labour: 5500,
      },
      {
        issue: 'The hinge cracked and now the lid will not close properly.',
        diagnosis: 'Left hinge seized and has torn two inserts out of the palm rest.',
        resolution: 'Hinges replaced, inserts rebuilt with epoxy, lid opens with one hand again.',
        part: { name: 'Hinge set', price: 3900 },
        labour: 8000,
      },
      {
        issue: 'No picture, but the light is on and I can hear it start.',
        diagnosis: 'Picture on an outside screen is fine. Display cable worn through at the hinge.',
        resolution: 'Display cable replaced and routed clear of the hinge.',
        part: { name: 'Display cable', price: 2700 },
        labour: 5500,
      },
    ],
  },
  {
    type: 'Tablet',
    makes: [
      { brand: 'Apple', model: 'iPad 9th generation' },
      { brand: 'Apple', model: 'iPad Air 4' },
      { brand: 'Samsung', model: 'Galaxy Tab A8' },
      { brand: 'Amazon', model: 'Fire HD 10' },
    ],
    colours: ['silver', 'grey', 'black'],
    storage: ['32 GB', '64 GB', '256 GB'],
    accessories: ['case', 'charger', 'pen'],
    phone: false,
    faults: [
      {
        issue: 'Glass is cracked in the corner, still works but the kids cut themselves.',
        diagnosis: 'Digitiser cracked from the home button up, LCD underneath is fine.',
        resolution: 'Digitiser replaced, edges sealed.',
        part: { name: 'Digitiser', price: 4200 },
        labour: 5500,
      },
      {
        issue: 'Does not switch on any more, was left in a drawer for a year.',
        diagnosis: 'Battery deeply discharged, takes no charge from the port.',
        resolution: 'Woken with a bench supply, then charged normally. Holds its charge over a weekend.',
        labour: 3500,
      },
      {
        issue: 'Asks for a passcode nobody remembers.',
        diagnosis: 'Locked, no fault in the machine. Needs proof of purchase and the maker’s own way.',
        resolution: 'Explained how to prove ownership; nothing was repaired.',
        labour: 0,
      },
    ],
  },
  {
    type: 'Games console',
    makes: [
      { brand: 'Sony', model: 'PlayStation 5' },
      { brand: 'Nintendo', model: 'Switch' },
      { brand: 'Microsoft', model: 'Xbox Series X' },
    ],
    colours: ['white', 'black', 'grey'],
    storage: ['32 GB', '825 GB', '1 TB'],
    accessories: ['power lead', 'controller', 'HDMI cable', 'dock'],
    phone: false,
    faults: [
      {
        issue: 'No signal on the TV. My brother tripped over the cable.',
        diagnosis: 'HDMI socket torn on one side, two pads lifted.',
        resolution: 'HDMI socket replaced, pads rebuilt with jumpers. 4K picture for an hour.',
        part: { name: 'HDMI socket', price: 1400 },
        labour: 7500,
      },
      {
        issue: 'The left stick moves on its own.',
        diagnosis: 'Left stick drifts by 18 %, the carbon track is worn.',
        resolution: 'Stick replaced with a Hall sensor type and calibrated.',
        part: { name: 'Hall sensor stick', price: 1800 },
        labour: 3500,
      },
      {
        issue: 'Eats discs and makes a grinding noise.',
        diagnosis: 'A sticker came off a disc and is wrapped round the roller.',
        resolution: 'Sticker removed, rollers cleaned, ten discs in and out.',
        labour: 4500,
      },
    ],
  },
  {
    type: 'Vacuum cleaner',
    makes: [
      { brand: 'Dyson', model: 'V11' },
      { brand: 'Henry', model: 'HVR160' },
      { brand: 'Shark', model: 'Anti Hair Wrap' },
    ],
    colours: ['red', 'purple', 'blue'],
    storage: [],
    accessories: ['hose', 'floor head', 'charger'],
    phone: false,
    faults: [
      {
        issue: 'Pulses on and off and hardly picks anything up.',
        diagnosis: 'Filter solid with plaster dust, blockage in the wand.',
        resolution: 'Blockage cleared, filter replaced. Told the owner not to use it on plaster.',
        part: { name: 'Filter', price: 1600 },
        labour: 2500,
      },
      {
        issue: 'Runs for two minutes after a full charge.',
        diagnosis: 'Battery pack: two of six cells dead.',
        resolution: 'Battery pack replaced, 38 minutes on the middle setting.',
        part: { name: 'Battery pack', price: 6900 },
        labour: 2000,
      },
    ],
  },
  {
    type: 'Coffee machine',
    makes: [
      { brand: "De'Longhi", model: 'Magnifica S' },
      { brand: 'Sage', model: 'Barista Express' },
    ],
    colours: ['steel', 'black'],
    storage: [],
    accessories: ['portafilter', 'drip tray'],
    phone: false,
    faults: [
      {
        issue: 'Pump is humming but no water comes out.',
        diagnosis: 'Scale in the flow meter and the non-return valve.',
        resolution: 'Descaled, valve replaced. 9 bar and 40 ml in 25 seconds.',
        part: { name: 'Non-return valve', price: 900 },
        labour: 5500,
      },
      {
        issue: 'Trips the fuse every time it heats up.',
        diagnosis: 'Heating element leaks to earth: 0.2 MΩ when hot.',
        resolution: 'Element replaced, insulation above 20 MΩ, safety test passed.',
        part: { name: 'Heating element', price: 3400 },
        labour: 6000,
      },
    ],
  },
];
