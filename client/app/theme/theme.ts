/** The one visual language of the app: colours, shapes and sizes of Mantine's components, for light and dark. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Teal, as of solder flux on copper. White letters on shade 7 have a contrast of 5.5. */
const flux: MantineColorsTuple = [
  '#f0fdfa',
  '#ccfbf1',
  '#99f6e4',
  '#5eead4',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#115e59',
  '#134e4a',
];

/** The surfaces of `tokens.css` in the places that Mantine takes its dark ones from: 6 is an input's, 7 a card's. */
const dark: MantineColorsTuple = [
  '#c9d1d9',
  '#b4bdc5',
  '#98a3ad',
  '#69737d',
  '#3a4249',
  '#31383e',
  '#15191c',
  '#1c2024',
  '#14171a',
  '#0f1214',
];

/** Mantine's own, but darker from 7 on: white letters on its 7 have a contrast of 3.8, on this one of 5.6. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#fa5252',
  '#c92a2a',
  '#b02525',
  '#971f1f',
];

const closeButtonProps = { 'aria-label': 'Close' };

export const theme = createTheme({
  colors: { flux, dark, red },
  primaryColor: 'flux',
  primaryShade: 7,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "'Inter', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  headings: { fontWeight: '650' },
  components: {
    Modal: { defaultProps: { centered: true, closeButtonProps } },
    Drawer: { defaultProps: { closeButtonProps } },
    // Without the placeholder the first choice has the focus at once; nothing but choices may be in a menu.
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350 } },
  },
});

/** Surfaces and lines as `tokens.css` has them, so that Mantine's components lie on the same ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5c6770',
    '--mantine-color-placeholder': '#6b7680',
    '--mantine-color-default-border': '#cfd6db',
    '--mantine-color-error': '#b42318',
  },
  dark: {
    '--mantine-color-dimmed': '#a3adb6',
    '--mantine-color-placeholder': '#8e99a3',
    '--mantine-color-default-border': '#3a4249',
    '--mantine-color-error': '#ff9b94',
  },
});
