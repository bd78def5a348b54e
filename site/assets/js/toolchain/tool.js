// Runs the compiler or the linker to its end, in a worker that has the glue of Go.

// run resolves with {status, printed}.
export async function run(module, disk, argv) {
  disk.install();
  const go = new self.Go();
  go.argv = argv;
  go.env = { HOME: "/", TMPDIR: "/tmp", GOROOT: "/go", GOGC: "off", GOMEMLIMIT: "512MiB" }; // it lives too briefly to tidy up
  let status = 0;
  go.exit = (code) => (status = code);
  const instance = await WebAssembly.instantiate(module, go.importObject);
  await new Promise((over, failed) => {
    // What goes wrong in a call from outside, of a timer, would otherwise be lost.
    const resume = go._resume.bind(go);
    let depth = 1;
    go._resume = () => {
      if (go.exited) return;
      if (depth > 0) return resume();
      depth++;
      try {
        resume();
      } catch (error) {
        go.exited = true;
        failed(error);
      } finally {
        depth--;
      }
    };
    go.run(instance).then(over, failed);
    depth = 0;
  }).finally(() => go._scheduledTimeouts.forEach((timer) => clearTimeout(timer)));
  return { status, printed: disk.printed };
}
