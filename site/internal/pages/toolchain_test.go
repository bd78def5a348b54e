package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"slowpoetry/site/internal/remember"
	"slowpoetry/site/internal/wasm"
)

// bench is the JavaScript that begins with the toolchain loaded, as tc. Its run runs a program, and
// resolves with its status and its text.
const bench = `
	const said = document.querySelector("script[data-search]").dataset;
	const tc = await import(new URL(said.toolchain, location.href));
	await tc.load();
	const run = (module, options) => new Promise((done) => {
		const worker = new Worker(said.worker);
		let text = "";
		worker.onmessage = ({ data }) => {
			for (const part of data.out ?? []) text += part.text;
			if (data.status === undefined) return;
			worker.terminate(); // or its memory stays with the page
			done({ status: data.status, text });
		};
		worker.postMessage({ exec: new URL(said.exec, location.href).href });
		worker.postMessage({ module, speed: Infinity, ...options });
	});
	const changed = async (chapter, file, change) => {
		const book = (await tc.sources(chapter)).files.find((one) => one.file === file);
		return { [file]: change(book.text) };
	};`

// toolchain opens a chapter, and returns what a function body made of bench and what is given returns.
func toolchain[T any](b *tab, body string) T {
	b.Helper()
	return promised[T](b, "(async () => {"+bench+body+"})()")
}

// The tests of the toolchain, one after another, in one tab: to load the compiler costs more than most of
// what they do with it.
func TestTheToolchain(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[0])
	for _, test := range []struct {
		name string
		do   func(b *tab, s *site)
	}{
		{"builds the same bytes as the go command", buildsTheSameBytes}, // first: it counts what is compiled
		{"says what is wrong where", saysWhatIsWrongWhere},
		{"grades exercises", gradesExercises},
	} {
		t.Run(test.name, func(t *testing.T) { test.do(b.of(t), s) })
	}
}

// note is appended to a file of the library, so that the page and the go command compile it, and
// what imports it, again.
const note = "\n// Changed by nobody.\nvar changed = 1\n\nfunc init() { changed++ }\n"

// What the page builds is what go build would: the same compiler, linker and packages give the same
// bytes, of programs as they are, and of the first and the last when their library has changed.
func buildsTheSameBytes(t *tab, s *site) {
	chapters := s.chapters(t.T)
	for i, path := range chapters {
		name := filepath.Base(path)
		variants := 1
		if i == 0 || i == len(chapters)-1 {
			variants = 2
		}
		if _, err := os.Stat(filepath.Join(s.root, path, "main.go")); err != nil {
			continue // a chapter of prose
		}
		remember.Part(t.T, name, s.compiler(t.T, name), func(part *testing.T) { buildsTheSame(t.of(part), s, path, variants) })
	}
}

// buildsTheSame does so for one chapter, as it is, or also with a changed library.
func buildsTheSame(t *tab, s *site, path string, variants int) {
	name := filepath.Base(path)
	type built struct {
		Sum      string   `json:"sum"`
		Compiled []string `json:"compiled"`
		Text     string   `json:"text"`
	}
	got := toolchain[[]built](t, fmt.Sprintf(`
			const list = [];
			for (const files of [{}, await changed(%q, "code/trace/trace.go", (text) => text + %q)].slice(0, %d)) {
				const { bytes, compiled, text } = await tc.build({ chapter: %[1]q, files });
				if (!bytes) return [{ sum: "", compiled: [], text }];
				const sum = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
				list.push({ sum: sum.map((byte) => byte.toString(16).padStart(2, "0")).join(""), compiled, text: "" });
			}
			return list;`, name, note, variants))
	for i, one := range got {
		if one.Text != "" {
			t.Fatalf("%s does not compile in the page:\n%s", path, one.Text)
		}
		if want := native(t.T, s.root, name, i == 1); one.Sum != want {
			t.Errorf("%s: the page builds %s of %q, and the go command %s", path, one.Sum, one.Compiled, want)
		}
	}
	if len(got[0].Compiled) != 1 || len(got) > 1 && len(got[1].Compiled) < 2 {
		t.Errorf("%s: the page has compiled %+v; want the program, then what imports the trace, too", path, got)
	}
}

// native builds the program of a chapter with the installed tools, and returns the sum of the file
// that the page would get.
func native(t *testing.T, root, chapter string, changed bool) string {
	t.Helper()
	tmp := t.TempDir()
	goForPage := func(dir string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		text, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %q: %v\n%s", args, err, complaints.Bytes())
		}
		return strings.TrimSpace(string(text))
	}
	list := []string{"list", "-trimpath", "-export", "-deps", "-f", `{{with .Export}}packagefile {{$.ImportPath}}={{.}}{{end}}`}
	if changed {
		file := filepath.Join(root, "code", "trace", "trace.go")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		with := filepath.Join(tmp, "trace.go")
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{file: with}})
		if err != nil {
			t.Fatal(err)
		}
		save(t, with, append(text, note...))
		save(t, filepath.Join(tmp, "overlay.json"), overlay)
		list = append(list, "-overlay="+filepath.Join(tmp, "overlay.json"))
	}
	config := filepath.Join(tmp, "importcfg")
	save(t, config, []byte(goForPage(root, append(list, "./chapters/"+chapter)...)+"\n"))
	folder := filepath.Join(root, "chapters", chapter)
	files := strings.Fields(goForPage(folder, "list", "-f", `{{join .GoFiles " "}}`))
	archive, program := filepath.Join(tmp, "main.a"), filepath.Join(tmp, "program")
	compile := []string{"tool", "compile", "-o", archive, "-trimpath", folder + "=>slowpoetry/chapters/" + chapter,
		"-p", "main", "-lang=go1.26", "-complete", "-importcfg", config, "-pack"}
	goForPage(folder, append(compile, files...)...)
	goForPage(tmp, "tool", "link", "-o", program, "-importcfg", config, "-buildmode=exe", "-s", "-w", archive)
	module, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if module, err = wasm.Limit(module); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(module))
}

func save(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// What is wrong with a program is said with its place; and what the page lacks, better than by the
// compiler, which does not know where it is.
func saysWhatIsWrongWhere(t *tab, _ *site) {
	got := toolchain[map[string]string](t, `
		const chapter = "02-slow-poetry";
		const say = async (file, change) => {
			const { text } = await tc.build({ chapter, files: await changed(chapter, file, change) });
			return text ?? "";
		};
		const serve = "chapters/02-slow-poetry/serve.go";
		return {
			syntax: await say(serve, (text) => text + "\nfunc {"),
			types: await say(serve, () => "package main\n\nvar serve = later\n"),
			missing: await say(serve, (text) => text.replace("import (", 'import (\n\t_ "net/smtp"')),
			cycle: await say("code/trace/trace.go", (text) => text.replace("import (", 'import (\n\t_ "slowpoetry/code/book/program"')),
			library: await say("code/trace/trace.go", (text) => text + "\nvar x int = y\n"),
			fine: await say(serve, (text) => text),
		};`)
	for what, want := range map[string]string{
		"syntax":  "chapters/02-slow-poetry/serve.go:",
		"types":   "chapters/02-slow-poetry/serve.go:3:13: undefined: later",
		"missing": "package net/smtp is not in this page",
		"cycle":   "import cycle not allowed",
		"library": "code/trace/trace.go:",
	} {
		if !strings.Contains(got[what], want) {
			t.Errorf("%s: it says %q, want in it %q", what, got[what], want)
		}
	}
	if got["fine"] != "" {
		t.Errorf("of a program that is fine it says %q", got["fine"])
	}
}

// A build that takes too long is stopped, and the next one works.
func TestABuildIsCancelled(t *testing.T) {
	t.Parallel()
	b := open(t, view{1280, "light"})
	b.visit(theSite(t).base + "chapters/02-slow-poetry/")
	got := toolchain[[]string](b, `
		const first = tc.build({ chapter: "02-slow-poetry" });
		setTimeout(tc.cancel, 50);
		const { text } = await first;
		const { program } = await tc.build({ chapter: "02-slow-poetry" });
		const { status, text: printed } = await run(program, { argv: ["chapter", "no-such-program"] });
		return [text, String(status), printed];`)
	if got[0] != "stopped" || got[1] != "2" || !strings.Contains(got[2], "no-such-program") {
		t.Errorf("after a build was cancelled: %q", got)
	}
}

// The exercises are graded in the page as they are at home: the starter fails, with a message for
// each test that does, and the solution passes.
func gradesExercises(t *tab, s *site) {
	for _, path := range s.chapters(t.T) {
		chapter := filepath.Base(path)
		remember.Part(t.T, chapter, s.compiler(t.T, chapter), func(part *testing.T) { gradesThoseOf(t.of(part), chapter) })
	}
}

// gradesThoseOf does so for one chapter.
func gradesThoseOf(t *tab, chapter string) {
	type result struct{ Name, Status, Output string }
	type graded struct {
		Folder, Text      string
		Starter, Solution []result
	}
	folders := toolchain[[]string](t, fmt.Sprintf(`
			const { exercises } = await tc.sources(%q).catch(() => ({ exercises: [] }));
			return exercises.map(({ folder }) => folder);`, chapter))
	for _, folder := range folders {
		exercise := toolchain[graded](t, fmt.Sprintf(`
				const { solution } = (await tc.sources(%q)).exercises.find((one) => one.folder === %q);
				const files = Object.fromEntries(solution.map(({ file, text }) => [file.replace("/solution/", "/"), text]));
				const results = [];
				let complaints = "";
				for (const change of [{}, files]) {
					const { program, text } = await tc.buildTest({ exercise: %[2]q, files: change });
					complaints += text ?? "";
					results.push(program ? tc.results((await run(program, tc.running)).text) : []);
				}
				return { Folder: %[2]q, Text: complaints, Starter: results[0], Solution: results[1] };`, chapter, folder))
		failed := 0
		for _, r := range exercise.Starter {
			if r.Status == "fail" {
				failed++
				speaks := func(one result) bool {
					return one.Output != "" && (one.Name == r.Name || strings.HasPrefix(one.Name, r.Name+"/"))
				}
				if !slices.ContainsFunc(exercise.Starter, speaks) {
					t.Errorf("%s: %s fails without a word", exercise.Folder, r.Name)
				}
			}
		}
		if failed == 0 || exercise.Text != "" {
			t.Errorf("%s: the starter does not fail: %+v %s", exercise.Folder, exercise.Starter, exercise.Text)
		}
		for _, r := range exercise.Solution {
			if r.Status != "pass" {
				t.Errorf("%s: of the solution %s: %s: %s", exercise.Folder, r.Name, r.Status, r.Output)
			}
		}
		if len(exercise.Solution) != len(exercise.Starter) {
			t.Errorf("%s: the starter has %d tests, the solution %d", exercise.Folder, len(exercise.Starter), len(exercise.Solution))
		}
	}
}

// hashed matches the address of what never changes.
var hashed = regexp.MustCompile(`\.[0-9a-f]{64}\.`)

// After one visit there is no need of a network: pages that were read, programs that were run, and
// the compiler are there.
func TestWhatWasVisitedWorksWithoutANetwork(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool // the network; the port stays ours, lest somebody else answers there
	var asked sync.Map   // the paths of what has been asked for
	files := static(s.dir, s.path)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		asked.Store(r.URL.Path, true)
		files.ServeHTTP(w, r)
	})}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()

	b := open(t, view{1280, "light"})
	address := "http://" + listener.Addr().String() + s.path + "chapters/02-slow-poetry/"
	b.visit(address)
	b.untilElsewhere("a service worker takes over", "navigator.serviceWorker.controller")
	const builds = `return Boolean((await tc.build({ chapter: "02-slow-poetry" })).program)`
	if !toolchain[bool](b, builds) {
		t.Fatal("with a network, nothing is built")
	}
	var forGood []string // what has been asked for and never changes: the compiler, for one
	for path := range asked.Range {
		if hashed.MatchString(path.(string)) {
			forGood = append(forGood, path.(string))
		}
	}
	names, err := json.Marshal(forGood)
	if err != nil {
		t.Fatal(err)
	}
	// The cell's parts come when a button is pressed, and yet they will be there.
	b.untilElsewhere("not all is kept", fmt.Sprintf(`caches.open("slow-poetry/cache-1").then(async (cache) => {
		const said = document.querySelector("script[data-search]").dataset;
		for (const name of [said.cell, said.worker, said.exec, said.draw, location.pathname, ...%s]) {
			if (!(await cache.match(name))) throw new Error(name);
		}
		return true;
	})`, names))

	down.Store(true)
	b.visit(address)
	if title := eval[string](b, "document.title"); !strings.Contains(title, "Slow poetry") {
		t.Errorf("without a network the page is called %q", title)
	}
	if !toolchain[bool](b, builds) {
		t.Error("without a network, nothing is built")
	}
}
