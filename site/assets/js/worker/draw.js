// A worker that draws, with a program of site/internal/drawer. It is told {exec, module} once, and
// then {number, timeline} for each drawing; it answers {number, text} or {number, error}.

const waiting = [];

self.ready = () => waiting.splice(0).forEach(answer);

self.onmessage = async ({ data }) => {
  if (!data.module) {
    if (self.draw) answer(data);
    else waiting.push(data);
    return;
  }
  importScripts(data.exec);
  const go = new self.Go();
  go.run(await WebAssembly.instantiate(data.module, go.importObject));
};

function answer({ number, timeline }) {
  self.postMessage({ number, ...self.draw(timeline) });
}
