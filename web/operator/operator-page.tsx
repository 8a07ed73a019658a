import { Announcer } from '../kit/announcer.tsx';
import { ChangeConcert } from './concert/change-concert.tsx';
import { NewConcert } from './concert/new-concert.tsx';
import { Trouble } from './frame/asked-for.tsx';
import { Frame } from './frame/frame.tsx';
import { Screen } from './frame/screen.tsx';
import { HealthScreen } from './health/health-screen.tsx';
import { LookupScreen } from './lookup/lookup-screen.tsx';
import { type Route, route } from './route.ts';
import { SaleScreen } from './sale/sale-screen.tsx';
import { SalesScreen } from './sales/sales-screen.tsx';
import { recallSession, session } from './session.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { words } from './words/words.ts';

/** The whole page: who is not signed in signs in, and comes out where they wanted to go. */
export const OperatorPage = () => (
  <>
    <Announcer />
    <Frame>
      <Content />
    </Frame>
  </>
);

function Content() {
  const { page } = words.value;
  switch (session.value.state) {
    case 'asking':
      return <p class="only-heard">{words.value.loading}</p>;
    case 'silent':
      return (
        <Screen title={page.title}>
          <Trouble sentence={words.value.unreachable} again={recallSession} />
        </Screen>
      );
    case 'out':
      return <SignIn because={session.value.because} />;
    case 'in':
      return <Place route={route.value} />;
  }
}

function Place({ route }: { route: Route }) {
  const { page } = words.value;
  switch (route.at) {
    case 'sales':
      return <SalesScreen />;
    case 'sale':
      return <SaleScreen key={route.concertId} concertId={route.concertId} />;
    case 'change':
      return <ChangeConcert key={route.concertId} concertId={route.concertId} />;
    case 'new':
      return <NewConcert />;
    case 'lookup':
      return <LookupScreen asked={route.query} />;
    case 'health':
      return <HealthScreen />;
    case 'nowhere':
      return (
        <Screen title={page.nowhere}>
          <p>
            <a href="#/">{page.toSales}</a>
          </p>
        </Screen>
      );
  }
}
