import { type Content, html } from './html.ts';

export const WALK_THROUGH: Content = html`<p>Five calls take a fan from the door to a paid seat.</p>
<ol class="steps">
<li><a href="#createConcertToken">Join the line</a>. The answer carries the queue token and the place.</li>
<li>Wait for the turn: the <a href="#event-queue"><code>queue</code></a> event tells the exact rank, or <a href="#getConcertToken">ask for it</a>.</li>
<li>Once <code>ACTIVE</code>, <a href="#getConcertDateSeats">read the seats</a>; the <a href="#event-seats"><code>seats</code></a> event keeps them current.</li>
<li><a href="#createConcertReservation">Hold the seats</a>. Nobody else gets them until the hold ends.</li>
<li><a href="#createConcertPayment">Pay</a> from the wallet. Money, seats and token change together or not at all.</li>
</ol>`;

export const WALK_THROUGH_SHELL = `FRONTROW=localhost:8080
line="$FRONTROW/v1/concerts/$CONCERT_ID"

# 1. join
TOKEN=$(curl -s -X POST "$line/tokens" \\
  -H "Authorization: Bearer $IDENTITY" \\
  -H "Prefer: wait=10" | jq -r .token)

# 2. whose turn is it
curl -s "$line/tokens/me" \\
  -H "Authorization: Bearer $TOKEN"

# 3. which seats are free
curl -s "$line/dates/2027-05-01/seats" \\
  -H "Authorization: Bearer $TOKEN"

# 4. hold two of them
HOLD=$(curl -s -X POST "$line/reservations" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Prefer: wait=10" \\
  -H "Content-Type: application/json" \\
  -d '{"date":"2027-05-01","seatNumbers":[12,13]}' \\
  | jq -r .reservationId)

# 5. pay
curl -s -X POST "$line/payments" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Prefer: wait=10" \\
  -H "Idempotency-Key: $HOLD" \\
  -H "Content-Type: application/json" \\
  -d "{\\"reservationId\\":\\"$HOLD\\"}"`;
