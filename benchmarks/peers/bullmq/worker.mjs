// BullMQ, by the commands of io.buttress.benchmarks.jobs.Conversation. PORT
import { Queue, Worker } from 'bullmq';
import { createInterface } from 'node:readline';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null };
const options = { removeOnComplete: true };
const text =
  'A dozen books, to be wrapped one by one, with a card that says: to the whole family, with love. Ring twice.';
const queue = new Queue('benchmark', { connection });
const micros = () => Number(process.hrtime.bigint() / 1000n);
const payload = (order, at) => ({ at, order: 1e15 + order, text });

let left = 0;
let delays = [];
let finished = () => {};
let worker;

async function ran(job) {
  delays.push(micros() - job.data.at);
  left -= 1;
  if (left === 0) finished();
}

function expect(jobs) {
  left = jobs;
  delays = [];
  return new Promise((resolve) => { finished = resolve; });
}

const start = (concurrency) => { worker = new Worker('benchmark', ran, { connection, concurrency }); };
const stop = () => worker.close();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const commands = {
  async add(workers, jobs) {
    const begin = micros();
    for (let i = 0; i < jobs; i++) await queue.add('work', payload(i, 1e15), options);
    return micros() - begin;
  },
  async bulk(workers, jobs) {
    const begin = micros();
    for (let from = 0; from < jobs; from += 250) {
      const some = [];
      for (let i = from; i < Math.min(jobs, from + 250); i++) {
        some.push({ name: 'work', data: payload(i, 1e15), opts: options });
      }
      await queue.addBulk(some);
    }
    return micros() - begin;
  },
  async work(workers, jobs) {
    const all = expect(jobs);
    const begin = micros();
    start(workers);
    await all;
    const took = micros() - begin;
    await stop();
    return took;
  },
  async latency(workers, perSecond, seconds) {
    const all = expect(perSecond * seconds);
    start(workers);
    await worker.waitUntilReady();
    const begin = micros();
    for (let i = 0; i < perSecond * seconds; i++) {
      const wait = begin + ((i + 1) * 1e6) / perSecond - micros();
      if (wait > 0) await sleep(wait / 1000);
      await queue.add('work', payload(i, micros()), options);
    }
    await all;
    await stop();
    delays.sort((a, b) => a - b);
    return `${delays[Math.floor(delays.length / 2)]} ${delays[Math.floor(delays.length * 0.99)]}`;
  },
  async idle(workers, seconds) {
    start(workers);
    await sleep(seconds * 1000);
    await stop();
    return 0;
  },
};

await queue.waitUntilReady();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...numbers] = line.split(' ');
  try {
    console.log(String(await commands[name](...numbers.map(Number))));
  } catch (e) {
    console.log('failed: ' + e);
  }
}
process.exit(0);
