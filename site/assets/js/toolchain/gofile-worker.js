// A worker that reads files of Go: cmd/gofile, compiled for the page. It is told {exec, module} once,
// says {ready}, and answers {number, text} with {number, file}.

self.ready = () => self.postMessage({ ready: true });

self.onmessage = async ({ data }) => {
  if (!data.module) return self.postMessage({ number: data.number, file: self.gofile(data.text) });
  importScripts(data.exec);
  const go = new self.Go();
  go.run(await WebAssembly.instantiate(data.module, go.importObject));
};
