package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"slowpoetry/site/internal/hugo"
)

// A press is a book of few pages, in two versions, of which one is published: the host that serves it, or
// is down.
type press struct {
	*httptest.Server
	versions [2]string         // folders
	lists    [2]hugo.Whole     // of what is in them
	now      atomic.Int32      // the version that is published
	down     atomic.Bool       // the network
	on       func(path string) // is called with the path of each request; may be nil
}

// rebuilt is the chapter that differs between the two versions: in its title, and in its program.
const rebuilt = "chapters/02-slow-poetry/"

// twoVersions publishes the first version of a small book.
func twoVersions(t *testing.T, s *site) *press {
	t.Helper()
	p := &press{}
	for i := range p.versions {
		p.versions[i] = t.TempDir()
	}
	whole, err := hugo.WholeOf(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range whole.Files {
		switch folder, name, _ := strings.Cut(one.Path, "/"); {
		case folder == "source", folder == "toolchain", folder == "chapters" && !strings.HasPrefix(one.Path, rebuilt):
		case folder == "wasm" && !strings.HasPrefix(name, "02-") && !strings.HasPrefix(name, "wasm_exec") && !strings.HasPrefix(name, "player"):
		default:
			p.put(t, one.Path, []byte(read(t, file(s.dir, one.Path))))
		}
	}
	p.put(t, "offline.js", []byte(read(t, s.dir, "offline.js")))

	// The second version: the program is packed at another time, which makes another file of it.
	found, err := filepath.Glob(filepath.Join(p.versions[1], "wasm", "02-slow-poetry.wasm.*.gz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	text := []byte(read(t, found[0]))
	copy(text[4:8], "anew") // the time in its header
	sum := sha256.Sum256(text)
	old, name := filepath.Base(found[0]), "02-slow-poetry.wasm."+hex.EncodeToString(sum[:])+".gz"
	write(t, filepath.Join(p.versions[1], "wasm", name), text)
	if err := os.Remove(found[0]); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{rebuilt, "offline.js"} {
		before := read(t, file(p.versions[1], path))
		after := strings.ReplaceAll(strings.ReplaceAll(before, old, name), "<title>", "<title>Anew: ")
		if after == before {
			t.Fatalf("/%s does not name %s", path, old)
		}
		write(t, file(p.versions[1], path), []byte(after))
	}
	for i, dir := range p.versions {
		if p.lists[i], err = hugo.WholeOf(dir); err != nil {
			t.Fatal(err)
		}
		list, err := json.Marshal(p.lists[i])
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, hugo.WholeName), list)
	}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.down.Load() {
			panic(http.ErrAbortHandler)
		}
		if p.on != nil {
			p.on(r.URL.Path)
		}
		static(p.versions[p.now.Load()], "/").ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

// put puts a file into both versions.
func (p *press) put(t *testing.T, path string, text []byte) {
	t.Helper()
	for _, dir := range p.versions {
		write(t, file(dir, path), text)
	}
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	deviceSays = `document.querySelector(".device [role=status]").textContent`
	pressKeep  = `document.querySelector(".device [data-do=keep]").click()`
)

// Who looks for what is kept makes nothing: a version that is removed meanwhile would be there again, empty.
func TestLookingForTheWholeBookMakesNothing(t *testing.T) {
	opened := inNode[[]string](t, "offline/whole.js", "find, kept", `async () => {
		const opened = [];
		globalThis.caches = {
			keys: async () => ["slow-poetry/whole-1", "slow-poetry/whole-2"],
			match: async () => undefined,
			open: async (name) => (opened.push(name), { match: async () => undefined }),
		};
		await kept("/");
		await find("/", "/chapters/05-protocols/");
		return opened;
	}`, nil)
	if want := []string{"slow-poetry/cache-1"}; !slices.Equal(opened, want) {
		t.Errorf("the caches %q are opened, want %q", opened, want)
	}
}

// The whole book is kept by one press, in one version of it, even when another is published meanwhile, and is there
// without a network; and it is removed by one press.
func TestTheWholeBookIsKeptInOneVersion(t *testing.T) {
	t.Parallel()
	p := twoVersions(t, theSite(t))
	p.on = func(path string) {
		if path == "/"+rebuilt { // about to be sent: what came before is of the first version
			p.now.Store(1)
		}
	}
	b := open(t, view{390, "light"})
	b.visit(p.URL + "/progress/")
	b.until("the page does not offer the whole book", `document.querySelector(".device [data-do=keep]").checkVisibility()`)
	size := fmt.Sprintf("%.1f MB", float64(p.lists[0].Size)/1e6)
	if got := eval[string](b, `document.querySelector(".device [data-do=keep]").textContent`); !strings.Contains(got, size) {
		t.Errorf("the button says %q, want the size, %s", got, size)
	}
	eval[any](b, pressKeep)
	b.until("the whole book does not come", deviceSays+`.startsWith("The whole book is here")`)
	kept := promised[map[string]string](b, `(async () => {
		const name = (await caches.keys()).filter(name => name.includes("/whole-"));
		const cache = await caches.open(name[0]);
		const { version } = await (await cache.match("/whole.json")).json();
		const page = await (await cache.match("/`+rebuilt+`")).text();
		return { names: String(name), version, title: page.match(/<title>(Anew)?/)[0], files: String((await cache.keys()).length - 1) };
	})()`)
	if want := p.lists[1]; kept["version"] != want.Version || kept["title"] != "<title>Anew" || kept["files"] != fmt.Sprint(len(want.Files)) ||
		kept["names"] != "slow-poetry/whole-"+want.Version {
		t.Errorf("kept is %v, want %d files of version %s", kept, len(want.Files), want.Version)
	}

	b.untilElsewhere("no service worker takes over", "navigator.serviceWorker.controller")
	p.down.Store(true)
	b.visit(p.URL + "/" + rebuilt)
	if got := eval[string](b, "document.title"); !strings.HasPrefix(got, "Anew") {
		t.Errorf("without a network the page is called %q", got)
	}
	before := eval[string](b, runsText)
	eval[any](b, pressGo)
	b.until("without a network the program does not run", runs+`.querySelector("[role=status]").textContent.includes("status 0")`)
	if after := eval[string](b, runsText); after == "" || before == "" {
		t.Errorf("it printed %q", after)
	}
	b.visit(p.URL + "/chapters/05-protocols/")
	b.until("the book does not say what is kept", `document.querySelector("main [role=status]").textContent.includes("work without a network")`)
	if got := eval[[]string](b, `[...document.querySelectorAll("main li a")].filter(a => a.checkVisibility()).map(a => a.getAttribute("href"))`); strings.Join(got, " ") != "/ /"+rebuilt+" /glossary/ /progress/" {
		t.Errorf("as kept are listed %q", got)
	}

	// Published anew, and the book that is here stays what it is.
	p.on = nil
	p.now.Store(0)
	p.down.Store(false)
	b.visit(p.URL + "/progress/")
	b.until("the page does not say that there is another version", deviceSays+`.includes("published anew")`)
	p.down.Store(true)
	b.visit(p.URL + "/" + rebuilt)
	if got := eval[string](b, "document.title"); !strings.HasPrefix(got, "Anew") {
		t.Errorf("the page has become that of another version, %q", got)
	}
	b.visit(p.URL + "/progress/")
	b.until("it cannot be removed", `document.querySelector(".device [data-do=remove]").checkVisibility()`)
	eval[any](b, `document.querySelector(".device [data-do=remove]").click()`)
	b.until("it is not removed", deviceSays+`.startsWith("Removed")`)
	if left := promised[int](b, `caches.keys().then(names => names.filter(name => name.includes("/whole-")).length)`); left != 0 {
		t.Errorf("%d versions are left", left)
	}
}

// A page that is open while the book is published anew does not run the program of another version.
func TestAnOpenPageDoesNotMixVersions(t *testing.T) {
	t.Parallel()
	p := twoVersions(t, theSite(t))
	b := open(t, view{1280, "light"})
	b.visit(p.URL + "/" + rebuilt)
	program := eval[string](b, runs+`.dataset.program`)
	b.untilElsewhere("what runs programs is not kept", `caches.open("slow-poetry/cache-1").then(cache => cache.match(document.querySelector("script[data-search]").dataset.cell)).then(Boolean)`)
	before := eval[string](b, runsText)
	p.now.Store(1)
	eval[any](b, pressGo)
	b.until("the page does not say that the book has changed", runs+`.innerText.includes("published anew since this page came")`)
	if got := eval[string](b, runsText); got != before {
		t.Errorf("the transcript has become %q", got)
	}
	b.visit(p.URL + "/" + rebuilt)
	if got := eval[string](b, runs+`.dataset.program`); got == program || !strings.HasPrefix(eval[string](b, "document.title"), "Anew") {
		t.Errorf("loaded again, the page has %s, and before it had %s", got, program)
	}
	eval[any](b, pressGo)
	b.until("the program does not run", runs+`.querySelector("[role=status]").textContent.includes("status 0")`)
}

// The book can be had among one's apps: its manifest is whole, and so are its icons.
func TestTheManifestIsWhole(t *testing.T) {
	t.Parallel()
	for _, publish := range []func() (*site, error){atRoot, deeper} {
		s := published(t, publish)
		home := read(t, s.dir, "index.html")
		link := regexp.MustCompile(`<link rel="?manifest"? href="?([^" >]+)`).FindStringSubmatch(home)
		if link == nil {
			t.Fatal("the home page has no manifest")
		}
		var m struct {
			Name      string `json:"name"`
			ID        string `json:"id"`
			Start     string `json:"start_url"`
			Scope     string `json:"scope"`
			Display   string `json:"display"`
			Icons     []struct{ Src, Sizes, Type, Purpose string }
			Shortcuts []struct{ Name, URL string }
		}
		if err := json.Unmarshal([]byte(read(t, s.dir, strings.TrimPrefix(link[1], s.path))), &m); err != nil {
			t.Fatal(err)
		}
		if m.Name != "Slow Poetry" || m.ID != s.path || m.Start != s.path || m.Scope != s.path || m.Display != "standalone" {
			t.Errorf("the manifest at %s says %+v", s.path, m)
		}
		sizes := map[string]bool{}
		for _, icon := range m.Icons {
			name, inside := strings.CutPrefix(icon.Src, s.path)
			text, err := os.ReadFile(file(s.dir, name))
			if err != nil || !inside {
				t.Errorf("the icon %s: %v", icon.Src, err)
				continue
			}
			if icon.Type != "image/png" {
				continue
			}
			picture, err := png.Decode(bytes.NewReader(text))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := fmt.Sprintf("%dx%d", picture.Bounds().Dx(), picture.Bounds().Dy()); got != icon.Sizes {
				t.Errorf("%s has %s, want %s", name, got, icon.Sizes)
			}
			sizes[icon.Sizes+icon.Purpose] = true
		}
		for _, want := range []string{"192x192", "512x512", "512x512maskable"} {
			if !sizes[want] {
				t.Errorf("there is no icon of %s", want)
			}
		}
		for _, shortcut := range m.Shortcuts {
			path, _, _ := strings.Cut(strings.TrimPrefix(shortcut.URL, s.path), "#")
			if _, err := os.Stat(file(s.dir, path)); err != nil {
				t.Errorf("%s: %v", shortcut.Name, err)
			}
		}
	}
}
