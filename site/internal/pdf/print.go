// Package pdf prints the book with Chromium.
//
//	result, err := pdf.Print(ctx, book, dir, chromium, step.Status)
//	err = os.WriteFile("slow-poetry.pdf", result.PDF, 0o644)
//
// A browser prints well, and does not know on which page anything is while it lays it out. So the
// book is printed several times: each printing is read, and what it tells of pages goes into the
// next one, until nothing moves. The sheets are wider than the book, with room for notes on both
// sides of the text; at the end each page is cut to its own half of them.
//
// The one rule: the same book makes the same bytes. Dates are the edition's.
package pdf

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
	"slowpoetry/site/internal/onesign"
)

// most is how many printings there are at most. Three or four are usual. It can happen that a number
// makes a line longer, which moves what it is the number of, which makes the line shorter; so after
// some printings without rest all numbers take the same room.
const (
	most     = 9
	restless = 4
)

// A Result is a PDF and how it came to be.
type Result struct {
	PDF    []byte
	Pages  int
	Prints int // how often it was printed until the pages' numbers agreed
}

//go:embed apply.js
var apply string

// Print prints the book with the browser at the path chromium. Styles and typefaces come from the
// files in dir. How far it is goes to status. Print changes b.
func Print(ctx context.Context, b *manuscript.Book, dir, chromium string, status func(format string, args ...any)) (*Result, error) {
	compose(b)
	var sided []string
	for _, n := range markup.All(b.Body, markup.Is(".sided")) {
		sided = append(sided, markup.Attr(n, "id"))
	}
	address, stop, err := serve(b.Doc, dir)
	if err != nil {
		return nil, err
	}
	defer stop()
	status("starting Chromium")
	tab, closeTab, err := open(ctx, chromium, address)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", chromium, err)
	}
	defer closeTab()

	now := &layout{}
	for n := 1; n <= most; n++ {
		status("printing %d", n)
		options := sheet()
		if n > 1 { // this one may be for good
			options = append(options, chromedp.PDFOutlineAndTagged())
		}
		printed, err := chromedp.Run(tab, chromedp.PrintToPDF(options...))
		if err != nil {
			return nil, fmt.Errorf("printing: %w", err)
		}
		f, err := parse(printed)
		if err != nil {
			return nil, err
		}
		next, err := now.next(b, len(f.pages), f.places(), sided)
		if err != nil {
			return nil, err
		}
		if next.equal(now) {
			f.renumber()
			f.cut()
			f.describe(b, now)
			if err := f.name(titles(b)); err != nil {
				return nil, err
			}
			return &Result{PDF: f.bytes(), Pages: len(f.pages), Prints: n}, nil
		}
		now = next
		if err := now.apply(tab, n >= restless); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the numbers of the pages do not settle")
}

// sheet says how to print.
func sheet() []chromedp.PDFOption {
	return []chromedp.PDFOption{
		chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(), chromedp.PDFStream(),
	}
}

// apply tells the page in the browser what the next printing needs. When it is to be steady, numbers
// of pages take the same room whatever they are.
func (l *layout) apply(tab context.Context, steady bool) error {
	state, err := json.Marshal(map[string]any{
		"blanks": l.Blanks, "labels": l.Labels, "left": l.Left, "kept": l.Kept, "steady": steady, "style": l.style(),
	})
	if err != nil {
		return err
	}
	lost, err := chromedp.Run(tab, chromedp.Evaluate[[]string](fmt.Sprintf("(%s)(%s)", strings.TrimSuffix(strings.TrimSpace(apply), ";"), state)))
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		return fmt.Errorf("no page is known for %q", lost[0])
	}
	return nil
}

// serve serves the document, and the files that it needs, to this machine alone.
func serve(doc *html.Node, dir string) (address string, stop func(), err error) {
	var page strings.Builder
	if err := html.Render(&page, doc); err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/book/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page.String()))
	})
	mux.HandleFunc("/print/signs.ttf", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(onesign.Font()) })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String() + "/book/", func() { _ = server.Close() }, nil
}

// open starts Chromium and shows it the page. It waits until all typefaces are there.
func open(ctx context.Context, chromium, address string) (tab context.Context, closeTab func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.NoSandbox, // root has none, and the page is our own
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("font-render-hinting", "none"), // letters are as wide on paper as they are drawn
		chromedp.WSURLReadTimeout(3*time.Minute),     // a cold start on a busy machine
	)
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, cancel := chromedp.NewContext(allocator)
	closeTab = func() {
		_ = chromedp.Cancel(tab)
		cancel()
		stop()
	}
	err = chromedp.Do(tab, chromedp.Navigate(address))
	if err == nil {
		_, err = chromedp.Run(tab, chromedp.Evaluate[bool](`Promise.all([...document.fonts].map(f => f.load())).then(() => true)`, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		closeTab()
		return nil, nil, err
	}
	return tab, closeTab, nil
}
