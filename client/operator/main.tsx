/** The dashboard's only place that constructs things: the clock, the way to the relay, what this tab keeps, and the page. */
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { must } from '../../shared/lib/assert.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { cssVariables, theme } from '../app/theme/theme.ts';
import { OperatorApi } from './operator-api.ts';
import { Operator } from './operator.tsx';
import { forgetToken, keepToken, keptToken, takeLink, whyNotIn } from './sign-in.ts';
import '../app/theme/layers.css';
import '@mantine/core/styles.layer.css';
import '../app/theme/tokens.css';
import '../app/style.css';
import 'uplot/dist/uPlot.min.css';

// Before anything else: nobody is to read it over a shoulder, or from what the browser remembers.
const link = takeLink(window.location, window.history);
let token = link === '' ? keptToken(window.sessionStorage, systemTime.now()) : '';
const api = new OperatorApi(
  (url, init) => window.fetch(url, init),
  () => token,
);

let refused: string | undefined;
if (link !== '') {
  const answer = await api.enter(link);
  refused = whyNotIn(answer);
  if (answer.kind === 'told') {
    token = answer.value.token;
    keepToken(window.sessionStorage, answer.value);
  }
}

const leave = (): void => {
  token = '';
  forgetToken(window.sessionStorage);
};

createRoot(must(document.querySelector('#operator'), 'the page has no place for the dashboard')).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <Operator api={api} time={systemTime} signedIn={token !== ''} refused={refused} leave={leave} />
  </MantineProvider>,
);
