package pages

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"slowpoetry/site/internal/need"
)

// How long a test waits for what has to come. To wait longer costs nothing where it comes, and a
// machine may be slow, and at work for others.
const (
	patience = 3 * time.Minute  // for a page to come into a state
	longest  = 40 * time.Minute // for all that a test does in a tab
)

// background is the context of what is shared by all tests, and lives as long as they do.
var background = context.Background()

// closeBrowser closes the browser when the tests are over, if one was started.
var closeBrowser = func() {}

// browser starts the one Chromium that all tests share, and returns its context.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := need.Chromium()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // root has none, and the pages are our own
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), // as on a phone: nothing to subtract from a width
		chromedp.WSURLReadTimeout(patience),    // a cold start on a busy machine
	)
	allocator, _ := chromedp.NewExecAllocator(background, options...)
	ctx, _ := chromedp.NewContext(allocator)
	closeBrowser = func() { _ = chromedp.Cancel(ctx) } // and waits until its profile is removed
	return ctx, chromedp.Do(ctx)
})

// A view is how somebody looks at a page.
type view struct {
	width  int64
	scheme string // of colours, "light" or "dark"
}

const tall = 900 // every view's height

func (v view) String() string { return fmt.Sprintf("%s at %d px", v.scheme, v.width) }

// A tab is a tab of the browser, with a profile of its own, and what went wrong in it.
type tab struct {
	*testing.T
	ctx context.Context
	end context.CancelCauseFunc // of ctx

	*witness
	arrived chan struct{} // has room for one: a page, or another part of it, has been gone to
}

// A witness has seen what happened in a tab since the last time it was asked.
type witness struct {
	mu       sync.Mutex
	requests []string // addresses that were asked for
	problems []string
}

// open opens a tab for the length of a test.
func open(t *testing.T, v view) *tab {
	t.Helper()
	need.Get(t, need.Chromium)
	shared, err := browser()
	if err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	// A tab that hangs fails its own test, with its name, rather than all of them.
	limited, cancel := context.WithTimeout(shared, longest)
	t.Cleanup(cancel)
	limited, end := context.WithCancelCause(limited)
	ctx, closeTab := chromedp.NewContext(limited, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{T: t, ctx: ctx, end: end, witness: &witness{}, arrived: make(chan struct{}, 1)}
	b.begin(v)
	return b
}

// begin makes a new tab ready for a test.
func (b *tab) begin(v view) {
	b.Helper()
	if err := chromedp.Listen(b.ctx, b.event); err != nil {
		b.Fatal(err)
	}
	// Of several windows one has the focus, and tests run side by side: each page takes it that the one is its own.
	_, err := chromedp.Call(b.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if err != nil {
		b.Fatal(err)
	}
	script := page.AddScriptToEvaluateOnNewDocumentParams{Source: waiting(b.T), RunImmediately: new(true)}
	if _, err = chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, script); err != nil {
		b.Fatal(err)
	}
	b.look(v)
}

// waiting is the script that gives each page the function that tests wait with.
func waiting(t *testing.T) string {
	t.Helper()
	return read(t, "testdata", "wait.js")
}

// of returns the tab for a part of its test.
func (b *tab) of(t *testing.T) *tab {
	part := *b
	part.T = t
	return &part
}

// look changes the view.
func (b *tab) look(v view) {
	b.Helper()
	b.do(chromedp.EmulateViewport(v.width, tall))
	b.colours(v.scheme)
	b.until("the window does not get its width", fmt.Sprintf("innerWidth === %d", v.width))
}

// colours changes the colours that the reader's system is set to.
func (b *tab) colours(scheme string) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
}

// medium changes what the page is shown on: "print", or "" for the screen.
func (b *tab) medium(name string) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name}); err != nil {
		b.Fatal(err)
	}
}

// paper does something while the page is as it is printed.
func (b *tab) paper(do func()) {
	b.Helper()
	b.medium("print")
	do()
	b.medium("")
}

// move is for readers who do not mind motion.
func (b *tab) move() {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "no-preference"}},
	})
	if err != nil {
		b.Fatal(err)
	}
}

// event notes what the browser tells of a page.
func (b *tab) event(e any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	problem := func(format string, args ...any) {
		b.problems = append(b.problems, fmt.Sprintf(format, args...))
	}
	switch e := e.(type) {
	case *inspector.EventTargetCrashed:
		problem("the page has crashed")
		b.end(errors.New("the page has crashed"))
	case *page.EventLoadEventFired, *page.EventNavigatedWithinDocument:
		select {
		case b.arrived <- struct{}{}:
		default:
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			problem("%s answers %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			problem("loading fails: %s %s", e.ErrorText, e.BlockedReason)
		}
	case *runtime.EventExceptionThrown:
		problem("exception: %v", e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			problem("console: %v", e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			problem("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
}

// take returns the problems and the requests since it was called last.
func (b *tab) take() (problems, requests []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	problems, requests = b.problems, b.requests
	b.problems, b.requests = nil, nil
	return problems, requests
}

// do runs actions, and ends the test when one fails.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(b.why(err))
	}
}

// visit goes to an address and waits until everything is there, the typefaces included, and the
// page is drawn as it will stay.
func (b *tab) visit(address string) {
	b.Helper()
	b.do(chromedp.Navigate(address))
	promised[bool](b, `document.fonts.ready.then(() => new Promise(done =>
		requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))`)
}

// press presses keys, with modifiers held down. As on a real keyboard, and not as chromedp does
// it, a key types its character only if the page has not prevented that.
func (b *tab) press(keys string, modifiers ...chromedp.Modifier) {
	b.Helper()
	var held int64
	for _, modifier := range modifiers {
		held |= int64(modifier)
	}
	for _, key := range keys {
		strokes := kb.Encode(key)
		down, up := *strokes[0], *strokes[len(strokes)-1]
		if len(strokes) == 3 && held == 0 {
			down.Text, down.UnmodifiedText = strokes[1].Text, strokes[1].UnmodifiedText
		}
		for _, stroke := range []input.DispatchKeyEventParams{down, up} {
			stroke.Modifiers |= held
			if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, stroke); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// going does something that leads to another page, or to another part of this one, and waits
// until that is there.
func (b *tab) going(do func()) {
	b.Helper()
	select {
	case <-b.arrived: // earlier
	default:
	}
	do()
	select {
	case <-b.arrived:
	case <-time.After(patience):
		b.Fatal("no other page comes")
	}
}

// until waits for a JavaScript expression, or what the promise that it is comes to, to become true,
// and fails with a description of what did not happen, soon after that has become impossible: see
// testdata/wait.js. An exception means: not yet. The expression must be false before what it waits for
// happens, or the test goes on too early, on a slow machine.
func (b *tab) until(what, expression string) {
	b.Helper()
	if err := b.wait(what, expression, "{}"); err != nil {
		b.Fatal(err)
	}
}

// untilElsewhere is until for what comes to pass out of the page's sight, in its service worker.
func (b *tab) untilElsewhere(what, expression string) {
	b.Helper()
	if err := b.wait(what, expression, "{elsewhere: true}"); err != nil {
		b.Fatal(err)
	}
}

// wait is until, and returns what is wrong.
func (b *tab) wait(what, expression, options string) error {
	wait := fmt.Sprintf(`wait(%s, async () => (%s), %s).then(() => "", error => error.message)`, quoted(what), expression, options)
	problem, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise))
	for err != nil && strings.Contains(err.Error(), "Inspected target navigated") && b.ctx.Err() == nil {
		// The page has made room for another, or for itself once more: that is the one to wait in.
		problem, err = chromedp.Run(b.ctx, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise))
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", what, b.why(err))
	case problem != "":
		return fmt.Errorf("%s\nwaiting for %s", problem, expression)
	}
	return nil
}

// why returns err, or what has ended the tab, which err is only a consequence of.
func (b *tab) why(err error) error {
	if cause := context.Cause(b.ctx); cause != nil {
		return cause
	}
	return err
}

// eval returns the value of a JavaScript expression.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatalf("%v in %s", b.why(err), strings.TrimSpace(expression))
	}
	return value
}

// promised returns what the promise that a JavaScript expression is comes to.
func promised[T any](b *tab, expression string) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(b.why(err))
	}
	return value
}
