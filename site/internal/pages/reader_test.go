package pages

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// beside opens another tab of the same reader, on a desk of the same size.
func (b *tab) beside() *tab {
	b.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	b.Cleanup(closeTab)
	other := &tab{T: b.T, ctx: ctx, end: b.end, witness: &witness{}, arrived: make(chan struct{}, 1)}
	other.begin(view{1280, "light"})
	return other
}

// window gives the tab a window of a size.
func (b *tab) window(width, height int64) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	b.until("the window does not get its size", fmt.Sprintf("innerWidth === %d && innerHeight === %d", width, height))
}

// A host serves a site at an address of its own, as the test wants it to.
type host struct {
	*httptest.Server
	fails atomic.Bool   // programs cannot be fetched
	slow  chan struct{} // programs stop halfway until it is closed
}

func (s *site) host(t *testing.T, slow bool) *host {
	t.Helper()
	files := static(s.dir, s.path)
	h := &host{}
	if slow {
		h.slow = make(chan struct{})
	}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		program := strings.Contains(r.URL.Path, ".wasm.") // and a hash
		switch {
		case program && h.fails.Load():
			panic(http.ErrAbortHandler)
		case program && h.slow != nil:
			text := []byte(read(t, file(s.dir, strings.TrimPrefix(r.URL.Path, s.path))))
			w.Header().Set("Content-Type", "application/gzip")
			w.Header().Set("Content-Length", fmt.Sprint(len(text)))
			_, _ = w.Write(text[:len(text)/2])
			w.(http.Flusher).Flush()
			select {
			case <-h.slow:
			case <-r.Context().Done():
				return
			}
			_, _ = w.Write(text[len(text)/2:])
		default:
			files.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(h.Close)
	return h
}

// withoutCompiler returns the site as it is while the compiler is on its way and does not come: for what has to do
// with the editor and not with what comes of it. To load the compiler costs more than all that such a test does.
func (s *site) withoutCompiler(t *testing.T) *site {
	t.Helper()
	files := static(s.dir, s.path)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := path.Base(r.URL.Path); strings.HasPrefix(name, "compile.") || strings.HasPrefix(name, "link.") {
			<-r.Context().Done()
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	without := *s
	without.base = server.URL + s.path
	return &without
}

// Of the first terminal of a page that runs:
const (
	runs     = `document.querySelector("main figure[data-program]")`
	runsText = runs + `.querySelector("pre").textContent`
	pressGo  = `[...` + runs + `.querySelectorAll("button")].find(b => b.textContent === "Run").click()`
)

// While a program is on its way, and when it never comes, the reader has what the book's run has printed.
func TestATranscriptStaysUntilTheFirstLineComes(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path := s.chapters(t)[1]
	h := s.host(t, true)
	b := open(t, view{390, "light"})
	b.visit(h.URL + "/" + path)
	book := eval[string](b, runsText)
	eval[any](b, pressGo)
	b.until("no bar shows how far the program is", runs+`.querySelector("progress")?.checkVisibility() && /\d\.\d of \d\.\d MB/.test(`+runs+`.querySelector("figcaption").textContent)`)
	if got := eval[string](b, runsText); got != book {
		t.Errorf("while the program is fetched the terminal says\n%s", got)
	}
	if wide := eval[[]string](b, tooWide); len(wide) > 0 {
		t.Errorf("while the program is fetched the page scrolls sideways, because of\n\t%s", strings.Join(wide, "\n\t"))
	}
	close(h.slow)
	b.until("the first line does not come", runs+`.querySelector("[data-at]")`)
	if eval[bool](b, runs+`.querySelector("progress")?.checkVisibility() ?? false`) {
		t.Error("the bar stays when the program is there")
	}

	h = s.host(t, false)
	h.fails.Store(true)
	b.visit(h.URL + "/" + path)
	eval[any](b, pressGo)
	b.until("the caption does not say that nothing was run", `/Not run: /.test(`+runs+`.querySelector("figcaption").textContent)`)
	if got := eval[string](b, runsText); got != book {
		t.Errorf("without the program the terminal says\n%s", got)
	}
}

// What a run has done is drawn, and the reader sees it drawn.
func TestThePictureOfARunIsInView(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	path := s.chapters(t)[1]
	for _, size := range [][2]int64{{1280, 720}, {1440, 900}, {390, 844}} {
		b.window(size[0], size[1])
		b.visit(s.base + path)
		for i := range eval[int](b, `document.querySelectorAll("main figure[data-program]").length`) {
			drawn := promised[[]float64](b, fmt.Sprintf(`(async number => {
				const terminal = document.querySelectorAll("main figure[data-program]")[number];
				const figures = [...document.querySelectorAll("figure:has([data-command])")];
				terminal.scrollIntoView({block: "start", behavior: "instant"});
				await (%s)(figures.indexOf(terminal));
				const player = terminal.nextElementSibling;
				if (!player.matches("section") || !player.querySelector("label")) return [];
				for (const end = performance.now() + 60000; performance.now() < end && !player.querySelector("svg");) await new Promise(requestAnimationFrame);
				for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
				const lanes = player.querySelectorAll("svg text").length > 1;
				return lanes ? [terminal.getBoundingClientRect().top, player.getBoundingClientRect().top, player.querySelector("svg").getBoundingClientRect().bottom] : []; // the calls come below it
			})(%d)`, pressRun, i))
			if len(drawn) == 3 && (drawn[2] > float64(size[1]) || drawn[1]-drawn[0] < 100) {
				t.Errorf("terminal %d at %v: its top is at %.0f, the picture from %.0f to %.0f", i, size, drawn[0], drawn[1], drawn[2])
			}
		}
	}
}

// Back goes back where Step has come from.
func TestAPlayerGoesBackAsWellAsOn(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	promised[ran](b, "("+pressRun+")(0)")
	b.until("there is no picture", runs+`.nextElementSibling.querySelector("svg")`)
	shown := runs + `.nextElementSibling.querySelector("[type=range]").value`
	press := func(name string) float64 {
		eval[any](b, fmt.Sprintf(`[...%s.nextElementSibling.querySelectorAll("button")].find(b => b.textContent === %q).click()`, runs, name))
		return eval[float64](b, "Number("+shown+")")
	}
	one, two := press("Back"), press("Back")
	const moment = 1e5 // nanoseconds: what is closer together than this is one
	if three := press("Step"); two >= one || math.Abs(three-one) > moment {
		t.Errorf("Back, Back and Step lead to %.0f, %.0f and %.0f ns", one, two, three)
	}
}

// compose presses a key that belongs to an input method.
func (b *tab) compose(target, key string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`%s.dispatchEvent(new KeyboardEvent("keydown", {key: %q, isComposing: true, bubbles: true, cancelable: true}))`, target, key))
	eval[any](b, fmt.Sprintf(`%s.dispatchEvent(new KeyboardEvent("keydown", {key: %q, keyCode: 229, bubbles: true, cancelable: true}))`, target, key))
}

// Enter takes a word of Japanese, and the arrows choose one: that is not for the page.
func TestKeysThatComposeDoNothingElse(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	address := eval[string](b, "location.href")
	b.compose("document.body", "/")
	if eval[bool](b, searching) {
		t.Error("a slash of an input method opens the search")
	}
	b.press("/")
	b.until("the search does not open", searching)
	b.press("wait")
	b.until("nothing is found", `document.querySelectorAll("dialog [role=option]").length > 1`)
	chosen := `document.querySelector("dialog [aria-selected=true]").id`
	before := eval[string](b, chosen)
	for _, key := range []string{"ArrowDown", "Escape", "Enter"} {
		b.compose("document.activeElement", key)
	}
	if !eval[bool](b, searching) || eval[string](b, chosen) != before || eval[string](b, "location.href") != address {
		t.Error("keys of an input method move about in the search")
	}
	b.press(kb.Escape)
	eval[any](b, runs+`.querySelector("[role=textbox]").focus()`)
	b.compose("document.activeElement", "Enter")
	if eval[bool](b, runs+`.dataset.state !== undefined`) {
		t.Error("Enter of an input method runs a command")
	}
}

// A phone corrects what looks like a sentence, and a Copy button gives several lines.
func TestACommandIsTakenAsItIsTyped(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	for _, name := range []string{"autocapitalize", "autocorrect"} {
		if got := eval[string](b, fmt.Sprintf(`%s.querySelector("[role=textbox]").getAttribute(%q) ?? ""`, runs, name)); got != "off" {
			t.Errorf("a command has %s=%q", name, got)
		}
	}
	program := "go run ./" + strings.TrimSuffix(s.chapters(t)[1], "/")
	for command, says := range map[string]string{
		program + " -h\n" + program: "several lines",
		program + ` "$HOME"`:        "no shell here",
		program + " ~":              "no shell here",
		program + " # later":        "no shell here",
		program + ` "a\.b"`:         `a\\.b`, // as a shell hands it on, and Go quotes it
	} {
		eval[any](b, fmt.Sprintf(`(text => { const e = %s.querySelector("[role=textbox]"); e.textContent = text; e.dispatchEvent(new InputEvent("input", {bubbles: true})); })(%s)`, runs, quoted(command)))
		eval[any](b, pressGo)
		b.until(fmt.Sprintf("%q does not print %q", command, says), fmt.Sprintf(`[...%s.querySelectorAll(".output, [data-at]")].some(e => e.textContent.includes(%s))`, runs, quoted(says)))
		b.until("it does not end", `!`+runs+`.dataset.state`)
	}
}

// What a host has of two books, and of one in two places, is kept apart.
func TestTwoBooksOnAHostShareNothing(t *testing.T) {
	t.Parallel()
	s, below := theSite(t), published(t, deeper)
	mux := http.NewServeMux()
	mux.Handle("/", static(s.dir, "/"))
	mux.Handle(below.path, static(below.dir, below.path))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b := open(t, view{1280, "light"})
	path := s.chapters(t)[0]
	b.visit(server.URL + "/" + path)
	const theme = `document.documentElement.dataset.theme ?? "system"`
	for range 2 {
		eval[any](b, `document.querySelector("[data-theme-switch]").click()`)
	}
	eval[any](b, `document.querySelector("[data-right] button").click()`)
	b.until("nothing is kept", `Object.keys(localStorage).length >= 2`)
	b.visit(server.URL + below.path + path)
	if got := eval[string](b, theme); got != "system" {
		t.Errorf("the book below is %s, since the one above is", got)
	}
	if eval[bool](b, `document.querySelector("[data-chosen]") !== null`) {
		t.Error("a question that was answered in one book is answered in the other")
	}
	b.visit(server.URL + "/" + path)
	if got := eval[string](b, theme); got != "dark" {
		t.Errorf("the book above has become %s", got)
	}

	b.until("the books do not keep their pages apart", `caches.keys().then(names => names.length > 0 && names.every(name => name.startsWith("slow-poetry/")))`)
}

// What readers left under the names of old is theirs still, once; what neighbours left is not touched.
func TestWhatWasKeptUnderOldNamesIsTakenOver(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path := s.chapters(t)[1]
	folder := strings.TrimSuffix(strings.TrimPrefix(path, "chapters/"), "/")
	b := open(t, view{1280, "light"})
	b.visit(s.base)
	eval[any](b, fmt.Sprintf(`(() => {
		localStorage.clear();
		localStorage.setItem("theme", "dark");
		localStorage.setItem("progress", JSON.stringify({read: {%[1]q: "2026-11-01"}, quizzes: {%[1]q: {1: 2}}, exercises: {}}));
		localStorage.setItem("edit:%[1]s:chapters/%[1]s/demo.go", JSON.stringify({text: "package main\n"}));
		localStorage.setItem("edit:somebody", "else's");
	})()`, folder))
	b.visit(s.base + path)
	if got := eval[string](b, `document.documentElement.dataset.theme ?? ""`); got != "dark" {
		t.Errorf("the colours are %q", got)
	}
	b.until("the answer is not there", `document.querySelectorAll("[role=group]:has(> ol) [data-right][data-chosen]").length === 1`)
	b.until("the edit is not there", runs+`.querySelector("button[aria-label*='which you have changed']")`)
	left := eval[string](b, `Object.keys(localStorage).filter(name => !name.startsWith("slow-poetry/")).sort().join()`)
	if left != "edit:somebody,theme" {
		t.Errorf("under other names are left %q", left)
	}
	// Once: what is under the old names from now on is somebody else's.
	for range 2 {
		eval[any](b, `document.querySelector("[data-theme-switch]").click()`)
	}
	b.visit(s.base + path)
	if got := eval[string](b, `document.documentElement.dataset.theme ?? ""`); got != "light" {
		t.Errorf("after a change the colours are %q, want light", got)
	}
}

// An answer is there on the next visit, and so are the wrong ones.
func TestAnswersSurviveAReload(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	const chosen = `[...document.querySelectorAll("[data-chosen]")].map(e => e.dataset.chosen + e.textContent).sort().join("\n")`
	eval[any](b, `document.querySelector("li:not([data-right]) > button[aria-label^='A:'], li:not([data-right]) > button[aria-label^='B:']").click()`)
	eval[any](b, `document.querySelector("[data-right] button").click()`)
	before := eval[string](b, chosen)
	b.visit(s.base + s.chapters(t)[1])
	if got := eval[string](b, chosen); got != before || got == "" {
		t.Errorf("after a reload these are marked:\n%s\nand were:\n%s", got, before)
	}
	if !eval[bool](b, `document.querySelector("main").innerText.includes("1 of ")`) {
		t.Error("after a reload the chapter does not say how many questions were answered")
	}
}

// The home page knows what has been read, and where one was.
func TestTheHomePageKnowsItsReader(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.window(1280, 800)
	b.visit(s.base)
	const begin = `document.querySelector("main header a")`
	if got := eval[string](b, begin+`?.textContent ?? ""`); !strings.HasPrefix(got, "Begin with chapter 1") || eval[float64](b, begin+`.getBoundingClientRect().bottom`) > 800 {
		t.Errorf("the first window of the home page offers %q", got)
	}
	path := s.chapters(t)[2]
	b.visit(s.base + path)
	eval[any](b, `document.querySelectorAll("main h2[id]")[2].scrollIntoView({behavior: "instant"})`)
	section := eval[string](b, `document.querySelectorAll("main h2[id]")[2].id`)
	b.until("the place is not noted", fmt.Sprintf(`localStorage.getItem("slow-poetry/place")?.includes(%q)`, section))
	eval[any](b, `document.querySelector("nav[aria-label=Chapters]").scrollIntoView({behavior: "instant"})`)
	b.until("the chapter is not noted as read", `localStorage.getItem("slow-poetry/progress")?.includes("\"read\":{\"")`)
	b.visit(s.base)
	if got := eval[string](b, begin+`.textContent + " " + `+begin+`.getAttribute("href")`); !strings.HasPrefix(got, "Continue with chapter 3") || !strings.Contains(got, path+"#") {
		t.Errorf("after chapter 3 the home page offers %q", got)
	}
	if got := eval[[]string](b, `[...document.querySelectorAll("main li a")].filter(a => a.textContent.includes("✓ read")).map(a => a.getAttribute("href"))`); len(got) != 1 || !strings.HasSuffix(got[0], path) {
		t.Errorf("marked as read are %q", got)
	}
}

// Without a network, a page that was never here is a page of the book.
func TestOfflineAnUnknownPageListsWhatIsKept(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: static(s.dir, "/")}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	base := "http://" + listener.Addr().String() + "/"
	b := open(t, view{390, "light"})
	kept, unknown := s.chapters(t)[1], s.chapters(t)[4]
	b.visit(base + kept)
	b.until("no service worker takes over", "navigator.serviceWorker.controller")
	b.until("the page is not kept", fmt.Sprintf(`caches.open("slow-poetry/cache-1").then(cache => Promise.all([cache.match(%q), cache.match("/offline/")])).then(all => all.every(Boolean))`, "/"+kept))
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	b.visit(base + unknown)
	b.until("the book does not say what is kept", `document.querySelector("main [role=status]")?.textContent.includes("work without a network")`)
	links := eval[[]string](b, `[...document.querySelectorAll("main li a")].filter(a => a.checkVisibility()).map(a => a.getAttribute("href"))`)
	if strings.Join(links, " ") != "/"+kept {
		t.Errorf("as kept are listed %q, want /%s alone", links, kept)
	}
	if eval[bool](b, `getComputedStyle(document.querySelector("h1")).fontFamily.includes("Book") === false`) {
		t.Error("the page has not the book's style")
	}
	b.visit(base + kept)
	if !eval[bool](b, `document.querySelector("main[data-chapter]") !== null`) {
		t.Error("the chapter that is listed as kept does not come")
	}
}

// Only a link that was pressed with a mouse or a finger scrolls slowly.
func TestTheFocusIsWhereTabHasGone(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.move()
	b.visit(s.base + s.chapters(t)[1])
	const smooth = `getComputedStyle(document.documentElement).scrollBehavior`
	if got := eval[string](b, smooth); got != "auto" {
		t.Errorf("the page scrolls %s whatever moves it", got)
	}
	eval[any](b, `for (const folded of document.querySelectorAll("main details")) folded.open = true`)
	b.until("Tab stops at texts that do not scroll", `[...document.querySelectorAll("main pre")].every(p => p.tabIndex !== 0 || p.scrollWidth > p.clientWidth || p.scrollHeight > p.clientHeight)`)
	eval[any](b, `for (const folded of document.querySelectorAll("main details")) folded.open = false`)
	eval[any](b, `document.querySelector("nav li:nth-child(3) a[href^='#']").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, detail: 1}))`)
	if got := eval[string](b, smooth); got != "smooth" {
		t.Errorf("a link that was clicked scrolls %s", got)
	}
}

// On paper a terminal may begin on one page and end on the next, and lines are as long as in a book.
func TestAPrintedChapterFillsItsPages(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	b.medium("print")
	if got := eval[[]string](b, `[...document.querySelectorAll("main :is(figure, figure pre, figure .run, figure .output):not(.figure, .figure *)")].map(e => getComputedStyle(e).breakInside).filter(how => how !== "auto")`); len(got) > 0 {
		t.Errorf("%d parts of code and terminals never break: %q", len(got), got[0])
	}
	if got := eval[float64](b, `(p => p.getBoundingClientRect().width / parseFloat(getComputedStyle(p).fontSize))(document.querySelector("main > p"))`); got > 36 {
		t.Errorf("a line is %.0f em long", got)
	}
	if wide := eval[bool](b, `document.querySelector("main > .console pre").clientWidth > 1.2 * document.querySelector("main > p").clientWidth`); !wide {
		t.Error("code keeps to the measure of the text, and is wrapped where the sheet has room")
	}
	if parted := eval[[]string](b, `[...document.querySelectorAll("main p > code")].filter(c => /^-\S+$/.test(c.textContent) && getComputedStyle(c.firstElementChild || document.body).whiteSpace !== "nowrap").map(c => c.textContent)`); len(parted) > 0 {
		t.Errorf("a line may end in the hyphen of %q", parted)
	}
}

// Thumbs need 40 pixels.
func TestThingsToTouchAreLargeEnough(t *testing.T) {
	t.Parallel()
	s := theSite(t).withoutCompiler(t)
	b := open(t, view{390, "light"})
	touch := int64(1)
	if _, err := chromedp.Call(b.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: touch}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	b.visit(s.base + s.chapters(t)[1])
	if !eval[bool](b, `matchMedia("(pointer: coarse)").matches`) {
		t.Fatal("the browser has no coarse pointer")
	}
	promised[ran](b, "("+pressRun+")(0)")
	b.until("no controls come", runs+`.nextElementSibling.querySelector("label")`)
	b.openEditor()
	small := eval[[]string](b, `[...document.querySelectorAll("main :is(button, select, label:has(input))"), ...document.querySelectorAll("header button")]
		.filter(e => e.checkVisibility() && (e.getBoundingClientRect().height < 40 || e.getBoundingClientRect().width < 40))
		.map(e => e.outerHTML.slice(0, 90) + " " + Math.round(e.getBoundingClientRect().width) + "×" + Math.round(e.getBoundingClientRect().height))`)
	if len(small) > 0 {
		t.Errorf("%d are too small:\n\t%s", len(small), strings.Join(small, "\n\t"))
	}
	if wide := eval[[]string](b, tooWide); len(wide) > 0 {
		t.Errorf("with large buttons the page scrolls sideways, because of\n\t%s", strings.Join(wide, "\n\t"))
	}
}

// mostType is how much the typefaces of a page may weigh.
const mostType = 130_000

// typefaces weighs the typefaces of a page.
func (b *tab) typefaces(*site, string) {
	got := promised[int](b, `(async () => {
		const files = new Set(performance.getEntriesByType("resource").map(({ name }) => name).filter(name => name.endsWith(".woff2")));
		let sum = 0;
		for (const file of files) sum += (await (await fetch(file)).arrayBuffer()).byteLength;
		return sum;
	})()`)
	if got == 0 || got > mostType {
		b.Errorf("it has typefaces of %d bytes, %d are allowed", got, mostType)
	}
}

// cut looks for what is hidden and yet seen, and for what is cut off: where there is room, a table is as wide as it has to be; and a button stands on no text.
func (b *tab) cut(*site, string) {
	if seen := eval[[]string](b, `[...document.querySelectorAll("[hidden]")].filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 200))`); len(seen) > 0 {
		b.Errorf("what is hidden is seen: %q", seen)
	}
	if cut := eval[[]string](b, `[...document.querySelectorAll(".table")].filter(t => t.scrollWidth > t.clientWidth + 1)
		.map(t => t.querySelector("th").textContent + ": " + t.scrollWidth + " of " + t.clientWidth + " px")`); len(cut) > 0 {
		b.Errorf("tables are cut off: %q", cut)
	}
	if covered := eval[[]string](b, `[...document.querySelectorAll("figure.console .copy")].flatMap(copy => {
		const button = copy.getBoundingClientRect();
		const texts = document.createTreeWalker(copy.closest(".pane, figure"), NodeFilter.SHOW_TEXT);
		const range = document.createRange(), found = [];
		for (let text; (text = texts.nextNode());) {
			if (copy.contains(text) || !text.data.trim()) continue;
			range.selectNodeContents(text);
			for (const r of range.getClientRects()) {
				if (r.width > 1 && r.left < button.right && r.right > button.left && r.top < button.bottom - 4 && r.bottom > button.top + 4) found.push(text.data.slice(0, 70));
			}
		}
		return found;
	})`); len(covered) > 0 {
		b.Errorf("Copy stands on %q", covered)
	}
}
