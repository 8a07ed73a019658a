/**
 * Every bound of the system, with its unit in its name. Past a bound there is a clear refusal,
 * never a slow or a silent failure.
 */

// What a fan may send.
export const BODY_BYTES = 64 * 1024;
export const OPERATOR_BODY_BYTES = 8 * 1024 * 1024;
export const HEADER_BYTES = 16 * 1024;
/** Answers from this size on are compressed for whoever takes them so; below it they fit one packet either way. */
export const COMPRESSED_FROM_BYTES = 1_400;
export const IDEMPOTENCY_KEY_CHARACTERS = 255;
export const SEATS_PER_REQUEST = 50;
export const RESERVATIONS_PER_PAYMENT = 20;
export const PREFER_WAIT_SECONDS = 30;
/** For so long a seat that was given back, or let run out, is for others first. */
export const SEAT_RECENTLY_YOURS_SECONDS = 30;

// Time that an answer may take.
export const REQUEST_TIMEOUT_MS = 35_000;
export const HEADERS_TIMEOUT_MS = 10_000;
export const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** How often it is looked who has taken too long. */
export const TIMEOUTS_CHECKED_EVERY_MS = 2_000;
/** A connection on which nothing moves; longer than anybody may wait for an outcome. */
export const STANDSTILL_TIMEOUT_MS = 40_000;
export const STORE_TIMEOUT_MS = 1_500;
/** Longer than BullMQ waits for a job, which is ten seconds at most. */
export const REDIS_SILENCE_MS = 15_000;
export const WORKER_STATEMENT_TIMEOUT_MS = 8_000;
export const IDLE_TRANSACTION_TIMEOUT_MS = 3_000;

// Time that the end of a process may take. The first is for all of it, the others are its steps in the API.
export const DRAIN_MS = 9_000;
export const DRAIN_WAIT_MS = 3_000;
export const DRAIN_ANSWERS_MS = 5_000;
export const DRAIN_GOODBYES_MS = 500;
export const SAME_SIGNAL_MS = 500;

// Money, in the currency's minor unit.
export const CHARGE_MAX = 10_000_000;
export const BALANCE_MAX = 1_000_000_000;
export const PRICE_MAX = 100_000_000;
export const CURRENCY = 'KRW';

// What an operator may build.
export const TEXT_CHARACTERS = 200;
/** What people count as one character may be written in many units: a family of four in eleven. */
export const UNITS_PER_CHARACTER = 4;
export const PERSON_CHARACTERS = 255;
export const DATES_PER_CONCERT = 100;
export const SEATS_PER_DATE = 100_000;
export const SEATS_PER_CONCERT = 500_000;
export const SECTIONS_PER_SEAT_MAP = 200;
export const SEATS_PER_USER_MAX = 1_000;
export const HOLDS_PER_VISIT_MAX = 10_000;
/** So many seats of a date are written by one statement: some tenths of a second where everything is slow. */
export const SEATS_WRITTEN_AT_ONCE = 5_000;
export const USERS_PER_CALL = 10_000;
export const CAPACITY_MAX = 1_000_000;
export const ADMIT_PER_MINUTE_MAX = 1_000_000;
export const HOLD_SECONDS_MAX = 24 * 3_600;
export const HOLD_EXTENSION_SECONDS_MAX = 24 * 3_600;
export const ACTIVE_SECONDS_MAX = 24 * 3_600;
export const WAITING_SECONDS_MAX = 24 * 3_600;
export const SHOW_UP_SECONDS_MAX = 24 * 3_600;

// Lanes.
export const LANE_DEPTH = { admission: 200_000, booking: 20_000 } as const;
export const ACCEPT_BATCH = 512;
/** For how long requests gather before the first commit, and from one commit to the next while more come in. */
export const ACCEPT_BATCHING_MS = 2;
export const ACCEPT_PACE_MS = { admission: 10, booking: 0 } as const;
export const DECIDE_BATCH = 256;
/** From the beginning of one batch to the next while more wait: whoever joins a line can wait for a bigger batch. */
export const DECIDE_PACE_MS = { admission: 25, booking: 0 } as const;
export const BATCHES_PER_JOB = 40;
export const SWEEP_BATCH = 250;
export const ADVANCE_BATCH = 1_000;
export const TRIES_PER_BATCH = 5;
export const TRIES_PER_REQUEST = 3;
/** Whoever writes without a lane waits for the answer: a store that broke off is asked again only so soon after. */
export const DIRECT_RETRY_MS = 400;
export const SWEEP_RETRY_MS = 5_000;
/** What fails again and again is tried after five seconds, ten, twenty ... and at last every five minutes. */
export const SWEEP_RETRIES_DOUBLED = 6;
export const LANE_LOCK_MS = 4_000;
export const LANE_STALLED_CHECK_MS = 1_000;
export const LANE_IDLE_MS = 30_000;
export const JOBS_KEPT = 100;
export const PROCESS_HEARTBEAT_MS = 1_000;
export const PROCESS_GONE_MS = 3_500;
/** Workers share out the lanes by this: one whose connection is closed is missed at the next beat of the others. */
export const WORKER_HEARTBEAT_MS = 250;
/** One that stands still keeps its connections open, and is missed when it has been silent for so long. */
export const WORKER_SILENT_MS = 2_500;
/** When the connection to Redis broke here, those of others did too: so long they may take to come back. */
export const WORKER_RETURNS_MS = 1_000;
/** A ring that the queue has given to nobody for so long is answered without it. */
export const RING_UNHEARD_MS = 200;
/** A worker looks after its lanes beside its heartbeat, and a slow store may delay that. */
export const LANE_SERVED_MS = 5_000;
export const BUSY_RETRY_AFTER_SECONDS = 2;

// Tokens and reads.
export const TOKEN_LIFETIME_SECONDS = 24 * 3_600;
/** How far the clock of an identity provider may be off. */
export const IDENTITY_CLOCK_TOLERANCE_SECONDS = 5;
/** The provider's keys are not fetched again any sooner, whatever key a token names. */
export const IDENTITY_KEYS_AGAIN_MS = 5_000;
export const TOKEN_STATE_CACHE_MS = 500;
export const LANGUAGE_HEADERS_REMEMBERED = 1_000;
export const LIST_CACHE_MS = 200;
export const PAGE = 50;
/** What is known of visits fades: after so long it counts for a third. */
export const VISITS_FADE_SECONDS = 900;
/** For so long a full room has to be watched until what is measured counts as much as what was planned. */
export const ESTIMATE_PLANNED_SECONDS = 300;

/** Free seats are called few when they are no more than so many of a hundred, rounded up: of a date, of a price, of a concert. */
export const FEW_SEATS_PERCENT = 10;
/** What is free by date and price is counted for everybody at once, and is about so old. */
export const AVAILABILITY_MS = 1_000;
/** How far apart two looks at one sale are, while people in it are to be told of a change. */
export const SALE_GATHER_MS = 250;

// Who is there.
export const ATTENDANCE_TICK_MS = 500;
/** How often the sockets of a process are gone through when nobody's place has to be kept sooner. */
export const ATTENDANCE_ROUND_MS = 5_000;
/** A place in line is put off when so much of its patience has passed. */
export const ATTENDANCE_SHARE = 1 / 8;
export const ATTENDANCE_PORTION = 1_000;
export const ATTENDANCE_PORTIONS_PER_TICK = 2;
/** Of whoever is inside and has shown up nothing has to be written. */
export const ATTENDANCE_SETTLED_MS = 600_000;
/** Who showed up in time may be written down a little later. */
export const SHOW_UP_GRACE_MS = 1_500;

// Sockets.
export const SOCKETS_PER_PROCESS = 50_000;
/** What fits into a header fits into a handshake: the credentials are the same. */
export const SOCKET_MESSAGE_BYTES = HEADER_BYTES;
/** Nobody has anything to say but who they are and that they are still there. */
export const SOCKET_MESSAGES_PER_SECOND = 100;
/** At so many times what an address may have, a connection is not even opened to be told so. */
export const SOCKET_CONNECTIONS_REFUSED_AT = 2;
/** From the connection to the handshake that is accepted. */
export const SOCKET_HANDSHAKE_MS = 10_000;
/** What may wait in this process for a socket that does not read; the system keeps some megabytes more. */
export const SOCKET_BACKLOG_BYTES = 256 * 1024;
export const SOCKET_BACKLOG_MESSAGES = 1_000;
export const RANK_PUSH_INTERVAL_MS = 1_000;
/** What changes in a line within so long is told together: one step of it may take several commits. */
export const RANK_GATHER_MS = 50;
/** Everybody who waits is told how long the line is, so that is told less often than a rank. */
export const LINE_PUSH_INTERVAL_MS = 5_000;
export const SEATS_PUSH_INTERVAL_MS = 200;
/** How often ranks and tokens are looked up although nothing was announced: a message may have been lost. */
export const LIVE_RECHECK_MS = 5_000;
export const TOKENS_PER_RECHECK = 1_000;
/** So many are told before whoever else wants something of the process has a turn. */
export const SOCKETS_TOLD_AT_ONCE = 250;
export const MISSED_OUTCOMES = 100;

// The database.
/** Our statements are some dozens; whatever makes up texts as it goes is not prepared for ever. */
export const STATEMENTS_PREPARED = 300;
export const PLANS_KEPT_MS = 2_000;

// What is kept.
export const REQUESTS_KEPT_HOURS = 48;
/** What the contract promises at least. */
export const IDEMPOTENCY_HOURS = 24;
export const REQUESTS_PRUNED_PER_RUN = 20_000;

// What the audit allows for: the time in which a dead worker's lane is taken over, and a scheduler's ring is heard.
export const LANE_STANDS_MS = 10_000;
export const HOLD_OVERDUE_MS = 2_000;
/** For one question; those about everything take longer as tables grow. */
export const AUDIT_PATIENCE_MS = 600_000;
/** So far before the last look the next one begins: longer than any transaction that was under way then may have taken. */
export const AUDIT_OVERLAP_SECONDS = 60;
/** Everything is looked at once a day: so long after the last time in the first quiet hour, and so long after it anyhow. */
export const EVERYTHING_AUDITED_HOURS = 20;
export const EVERYTHING_AUDITED_AT_LATEST_HOURS = 28;
/** A scheduler that has just begun has a backlog to ring for. */
export const AUDIT_AFTER_MS = 15_000;

// The operators' page.
export const OPERATOR_SESSION_HOURS = 12;
/** While the database is away: so long after a session was seen it is believed without being looked up. */
export const SESSION_BELIEVED_MS = 60_000;
/** So late a wrong key is answered, and for so many at a time of one process; beyond that they are refused at once. */
export const WRONG_KEY_ANSWERED_AFTER_MS = 1_000;
export const WRONG_KEYS_WAITING = 20;
/** A page of sales is counted anew each time, so it is shorter than others. */
export const SALES_PAGE = 20;
export const HISTORY_POINT_SECONDS = 5;
export const HISTORY_MINUTES = 60;
/** So much is read by one query; a busy quarter of an hour takes some. */
export const HISTORY_PORTION_SECONDS = 60;
/** What was decided is seen when it is committed: so long after its end a point may still grow. */
export const HISTORY_GRACE_SECONDS = 3;
/** A history that nobody looks at any more is forgotten after so long. */
export const HISTORY_KEPT_MS = 60_000;
/** How often, while somebody looks, the index of what was decided is brought up to the end of the table. */
export const HISTORY_SUMMARIZED_MS = 5_000;
export const HISTORY_LOCK_MS = 20;
export const FUNNEL_REMEMBERED_MS = 5_000;

export const OPERATOR_PUSH_MS = 1_000;
/** How often operators are told how the service is although nothing changed, and sessions are looked up. */
export const OPERATOR_RECHECK_MS = 5_000;
/** What was done is seen when it is committed: so far back it is looked for. */
export const ACTIONS_LOOKED_BACK_SECONDS = 10;

export const NOTICE_CHARACTERS = 500;
/** For so long whoever comes is told what was said before. */
export const NOTICE_MINUTES = 60;
export const NOTICES_TOLD = 10;
export const NOTICES_CACHE_MS = 1_000;
export const LOOKUP_ENTRIES = 200;
export const USERS_FOUND_PAGE = 20;

// What is called a fault on the operators' page.
export const STORE_SLOW_MS = 250;
export const LANE_UNSERVED_MS = 3_000;
export const AUDIT_LATE_MS = 180_000;
/** A scheduler looks every second. */
export const SCHEDULER_STANDS_MS = 5_000;
export const LANES_IN_HEALTH = 50;

// What is shown to operators.
/** What a process says is written in portions: at most so late, or when so much has come together. */
export const LOG_FLUSH_MS = 200;
export const LOG_PORTION_BYTES = 4_096;
export const METRICS_SHARED_EVERY_MS = 2_000;
export const METRICS_STALE_MS = 10_000;
export const CONCERTS_IN_METRICS = 200;
/** How long a concert that nobody is in any more stays in the metrics after its last admission. */
export const SALE_IN_METRICS_MS = 3_600_000;
export const LANES_ON_BOARD = 500;
export const LANES_ON_BOARD_FRESH_MS = 2_000;
