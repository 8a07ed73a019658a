import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric that a process can have, in Prometheus' units: seconds and totals. One set for each process. */
export function openMetrics(role: 'api' | 'worker' | 'scheduler') {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const processes = new Gauge({
    name: 'frontrow_processes',
    help: 'Processes that live, by role',
    labelNames: ['role'],
    registers,
  });
  processes.set({ role }, 1);
  return {
    registry,
    /** Requests that got their outcome, by kind and by outcome: `succeeded` or the refusal's code. */
    requests: new Counter({
      name: 'frontrow_requests_total',
      help: 'Requests decided, by kind and outcome',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    accepted: new Counter({
      name: 'frontrow_accepted_total',
      help: 'Requests accepted, by kind',
      labelNames: ['kind'],
      registers,
    }),
    decisionSize: new Histogram({
      name: 'frontrow_decision_batch_size',
      help: 'Requests decided in one commit, by lane',
      labelNames: ['lane'],
      buckets: [0, 1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    decisionSeconds: new Histogram({
      name: 'frontrow_decision_seconds',
      help: 'Time from the start of a deciding transaction to the end of its commit, by lane',
      labelNames: ['lane'],
      buckets: SECONDS,
      registers,
    }),
    commits: new Counter({
      name: 'frontrow_commits_total',
      help: 'Commits of deciding and accepting transactions',
      labelNames: ['what'],
      registers,
    }),
    swept: new Counter({
      name: 'frontrow_swept_total',
      help: 'Holds and tokens whose time ran out, by lane',
      labelNames: ['lane'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'frontrow_http_request_seconds',
      help: 'Duration of HTTP requests, by route, method and status',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    broken: new Gauge({
      name: 'frontrow_invariants_broken',
      help: 'What breaks an invariant of the sale, by invariant; looked for every minute; anything above 0 is an alarm',
      labelNames: ['invariant'],
      aggregator: 'max',
      registers,
    }),
    auditSeconds: new Gauge({
      name: 'frontrow_audit_seconds',
      help: 'How long the last look for broken invariants took',
      aggregator: 'max',
      registers,
    }),
    auditedAt: new Gauge({
      name: 'frontrow_audited_timestamp_seconds',
      help: 'When the invariants were last looked at, by the clock of the scheduler that did',
      aggregator: 'max',
      registers,
    }),
    wrongKeys: new Counter({
      name: 'frontrow_wrong_keys_total',
      help: 'Keys shown that were none, by the door at which they were',
      labelNames: ['door'],
      registers,
    }),
    lookedAt: new Gauge({
      name: 'frontrow_looked_timestamp_seconds',
      help: 'When a scheduler last looked what time has brought about, which it does every second, by its clock',
      aggregator: 'max',
      registers,
    }),
    sockets: new Gauge({ name: 'frontrow_sockets', help: 'Sockets connected to this process', registers }),
    lanesServed: new Gauge({
      name: 'frontrow_lanes_served',
      help: 'Lanes that this worker process serves now',
      registers,
    }),
    laneDepth: new Gauge({
      name: 'frontrow_lane_depth',
      help: 'Accepted requests that wait for their outcome, by concert and lane',
      labelNames: ['concert', 'lane'],
      registers,
    }),
    laneOldestSeconds: new Gauge({
      name: 'frontrow_lane_oldest_seconds',
      help: 'Age of the oldest request that waits for its outcome, by concert and lane',
      labelNames: ['concert', 'lane'],
      registers,
    }),
    concert: new Gauge({
      name: 'frontrow_concert',
      help: 'Always 1: what a concert with people in it is called',
      labelNames: ['concert', 'title'],
      registers,
    }),
    waiting: new Gauge({
      name: 'frontrow_waiting',
      help: 'People who wait, by concert',
      labelNames: ['concert'],
      registers,
    }),
    active: new Gauge({
      name: 'frontrow_active',
      help: 'People who are inside, by concert',
      labelNames: ['concert'],
      registers,
    }),
    capacity: new Gauge({
      name: 'frontrow_capacity',
      help: 'How many people may be inside, by concert',
      labelNames: ['concert'],
      registers,
    }),
    paused: new Gauge({
      name: 'frontrow_admission_paused',
      help: '1 while an operator lets nobody in, by concert',
      labelNames: ['concert'],
      registers,
    }),
    admitted: new Counter({
      name: 'frontrow_admitted_total',
      help: 'People let in since the concert was made, by concert',
      labelNames: ['concert'],
      registers,
    }),
    holds: new Gauge({
      name: 'frontrow_holds',
      help: 'Unpaid holds, by concert',
      labelNames: ['concert'],
      registers,
    }),
    seats: new Gauge({
      name: 'frontrow_seats',
      help: 'Seats that there are, over all dates, by concert',
      labelNames: ['concert'],
      registers,
    }),
    sold: new Gauge({
      name: 'frontrow_sold_seats',
      help: 'Seats that are paid for, by concert',
      labelNames: ['concert'],
      registers,
    }),
    revenue: new Gauge({
      name: 'frontrow_revenue',
      help: "What was paid for seats, in the currency's minor unit, by concert",
      labelNames: ['concert'],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof openMetrics>;
