// The workloads of workloads.go, on promises, as far as there are such.

const same = value => value;

function measure(name, units, work) {
  return async () => {
    const figures = [];
    for (let i = 0; i < 5; i++) {
      globalThis.gc();
      let goes = 0, spent = 0;
      while (spent < 30_000) {
        const before = process.cpuUsage();
        await work();
        const { user, system } = process.cpuUsage(before);
        spent += user + system;
        goes++;
      }
      figures.push(spent / goes / units * 1000);
    }
    console.log(`${name}\t${figures.sort((a, b) => a - b)[2].toFixed(2)}`);
  };
}

async function callbacks() {
  let last;
  for (let i = 0; i < 1000; i++) {
    let resolve;
    last = new Promise(r => resolve = r);
    for (let k = 0; k < 10; k++) last = last.then(same);
    resolve();
  }
  await last;
}

async function fired(n) {
  let p = Promise.resolve();
  for (let i = 0; i < n; i++) {
    const inner = p;
    p = Promise.resolve().then(() => inner);
  }
  await p;
}

async function pending(n) {
  let resolve;
  let p = new Promise(r => resolve = r);
  for (let i = 0; i < n; i++) {
    const inner = p;
    p = Promise.resolve().then(() => inner);
  }
  resolve();
  await p;
}

async function list() {
  const resolvers = [];
  const all = Promise.all(Array.from({ length: 10_000 }, () => new Promise(r => resolvers.push(r))));
  for (const resolve of resolvers) resolve();
  await all;
}

async function firedAwaits() {
  for (let i = 0; i < 100; i++) await Promise.resolve();
}

async function pendingAwaits() {
  let resolve;
  const all = (async () => {
    for (let i = 0; i < 100; i++) await new Promise(r => resolve = r);
  })();
  for (let i = 0; i < 100; i++) {
    resolve();
    await null;
  }
  await all;
}

const kept = [];

function memory(name, make) {
  return () => {
    const n = 20_000;
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    kept.push(make(n));
    globalThis.gc();
    console.log(`${name}\t${((process.memoryUsage().heapUsed - before) / n - 8).toFixed(1)}`);
  };
}

function create(n, callbacks) {
  return Array.from({ length: n }, () => {
    const first = new Promise(() => {});
    let p = first;
    for (let i = 0; i < callbacks; i++) p = p.then(same);
    return first;
  });
}

const all = [measure("create, 10 callbacks, fire", 10_000, callbacks)];
for (const depth of [100, 10_000, 100_000]) {
  all.push(measure(`returns a fired one, ${depth} deep`, depth, () => fired(depth)));
  all.push(measure(`returns a pending one, ${depth} deep`, depth, () => pending(depth)));
}
all.push(
  measure("list of 10000", 10_000, list),
  measure("coroutine, 100 fired awaits", 100, firedAwaits),
  measure("coroutine, 100 pending awaits", 100, pendingAwaits),
  memory("memory, bare", n => create(n, 0)),
  memory("memory, one callback", n => create(n, 1)),
  memory("memory, ten callbacks", n => create(n, 10)),
  memory("memory, waiting coroutine", n => {
    const waited = create(n, 0);
    return [waited, waited.map(async p => { await p; })];
  }));
for (const one of all) await one();
