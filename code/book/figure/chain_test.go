package figure_test

import (
	"errors"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/deferred"
)

// rescued returns a chain in which all happens that can be drawn, and what happened.
func rescued() figure.Chain {
	var events []deferred.Event
	d := deferred.New[string]()
	d.Trace("poem", func(e deferred.Event) { events = append(events, e) })
	inner := deferred.New[string]()
	fail := func(string) (string, error) { return "", errors.New("no ink & no <paper>") }
	d.AddErrback(func(err error) (string, error) { return "", err })
	d.AddCallbacks(fail, func(err error) (string, error) { return "", err })
	d.AddErrback(func(error) (string, error) { return inner.Later() })
	d.AddBoth(func(value string, err error) (string, error) { return value, err })
	d.AddCallback(func(string) (string, error) { panic("at the last moment") })
	d.Callback("tide")
	inner.Callback("kettle")
	c := figure.Chain{
		ID:    "chain",
		Title: "A chain",
		Stages: []figure.Stage{
			{Errback: "apologise"}, {Callback: "print", Errback: "log"}, {Errback: "askAgain"}, {Both: "note"},
			{Callback: "aFunctionWithAVeryLongNameIndeed"},
		},
		Events: events,
	}
	d.AddErrback(func(error) (string, error) { return "", nil }) // not in the picture
	return c
}

func TestAChainIsDrawn(t *testing.T) {
	c := rescued()
	figuretest.Golden(t, "testdata/chain.svg", c.SVG())
	c.Events = c.Events[:6] // a function is being called
	figuretest.Golden(t, "testdata/chain-step.svg", c.SVG())
	c.Events = nil
	figuretest.Golden(t, "testdata/chain-before.svg", c.SVG())
}

func TestAChainInPlainCharacters(t *testing.T) {
	const want = `               values                          errors
                  | tide
1                 |                [         apologise          ]
                  |
2  (           print            )  [            log             ]
                  '-------------------------------.
                                                  | no ink & no <paper>
3                                  [          askAgain          ]
                                                  : waits for another Deferred
                  .-------------------------------'
                  | kettle
4  (                            note                            ]
                  | kettle
5  ( aFunctionWithAVeryLongNa.. )
                  '-------------------------------.
                                                  |
unhandled error: panic: at the last moment
`
	var text strings.Builder
	rescued().Text(&text)
	if got := text.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAStepDoesNotChangeTheSizeOfTheDrawing(t *testing.T) {
	c := rescued()
	head := func() string {
		line, _, _ := strings.Cut(string(c.SVG()), "\n")
		return line
	}
	want := head()
	for n := range c.Events {
		c.Events = c.Events[:len(c.Events)-1]
		if got := head(); got != want {
			t.Errorf("%d steps before the end: %s, at the end %s", n+1, got, want)
		}
		for _, err := range figuretest.Check(c.SVG()) {
			t.Error(err)
		}
	}
}

func TestALongTextEndsWithAWordWhereItCan(t *testing.T) {
	drawn := func(text string) string {
		var events []deferred.Event
		d := deferred.New[string]()
		d.Trace("poem", func(e deferred.Event) { events = append(events, e) })
		d.AddErrback(func(err error) (string, error) { return "", err })
		d.Errback(errors.New(text))
		d.AddErrback(func(error) (string, error) { return "", nil })
		c := figure.Chain{ID: "long", Title: "A long text", Stages: []figure.Stage{{Errback: "log"}}, Events: events}
		_, rest, _ := strings.Cut(string(c.SVG()), `text-anchor="end">`)
		shown, _, _ := strings.Cut(rest, "<")
		return shown
	}
	if got, want := drawn("slice bounds out of range"), "slice bounds out of range"; got != want {
		t.Errorf("there is room for %q, and there stands %q", want, got)
	}
	if got, want := drawn("slice bounds out of range, says Go"), "slice bounds out of…"; got != want {
		t.Errorf("there stands %q, want %q", got, want)
	}
	if got := drawn(strings.Repeat("far", 20)); !strings.HasPrefix(got, "farfarfarfar") || !strings.HasSuffix(got, "…") {
		t.Errorf("of a word without an end there stands %q", got)
	}
}

// Several chains in a row, one of them before it has fired: as wide as a terminal, and cut where
// there is no room.
func TestChainsSideBySide(t *testing.T) {
	stages := []figure.Stage{{Callback: "translate"}, {Errback: "sorry"}, {Both: "close"}}
	fired := func(title string, fire func(d *deferred.Deferred[string])) figure.Chain {
		c := figure.Chain{Title: title, Stages: stages}
		d := deferred.New[string]().Trace("", func(e deferred.Event) { c.Events = append(c.Events, e) })
		d.AddCallback(func(string) (string, error) { return "", errors.New("a letter that nobody knows") })
		d.AddErrback(func(error) (string, error) { return "so sorry", nil })
		d.AddBoth(func(text string, err error) (string, error) { return text, err })
		fire(d)
		return c
	}
	chains := figure.Chains{ID: "chains", Title: "Three chains", Desc: "A chain, and two ways to fire it.", Columns: 2, Chains: []figure.Chain{
		{Title: "not fired", Stages: stages},
		fired("a value", func(d *deferred.Deferred[string]) { d.Callback("tide") }),
		fired("an error", func(d *deferred.Deferred[string]) { d.Errback(errors.New("no line")) }),
	}}
	figuretest.Golden(t, "testdata/chains.svg", chains.SVG())
	var b strings.Builder
	if err := chains.Text(&b); err != nil {
		t.Fatal(err)
	}
	const want = `
not fired                 a value                   an error
    values     errors         values     errors         values     errors
                                 | tide                       no line |
1  (trans..)              1  (trans..)              1  (trans..)      |
                                 '----------.                         |
                                  a lette.. |                         |
2             [ sorry ]   2             [ sorry ]   2             [ sorry ]
                                 .----------'              .----------'
                                 | so sorry                | so sorry
3  (      close       ]   3  (      close       ]   3  (      close       ]
                                 |                         |
                                 |                         |
                          the result: so sorry      the result: so sorry
`
	if got := "\n" + b.String(); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

// within returns a chain that has waited for another, which has waited for a third. A fourth was not
// asked for.
func within() figure.Chain {
	c := figure.Chain{
		ID:    "chain-inner",
		Title: "A chain, and those within it",
		Stages: []figure.Stage{
			{Callback: "print", Errback: "askFor", Inner: []figure.Inner{{Name: "unwanted", Stages: []figure.Stage{{Both: "note"}}}}},
			{Callback: "ask", Inner: []figure.Inner{{Name: "drawl", Stages: []figure.Stage{
				{Callback: "fail"},
				{Errback: "askAgain", Inner: []figure.Inner{{Name: "original"}}},
			}}}},
			{Callback: "hang"},
		},
	}
	follow := func(e deferred.Event) { c.Events = append(c.Events, e) }
	outer := deferred.New[string]().Trace("poem", follow)
	drawl := deferred.New[string]().Trace("drawl", follow)
	original := deferred.New[string]().Trace("original", follow)
	outer.AddCallbacks(func(string) (string, error) { return "tide", nil }, nil)
	outer.AddCallback(func(string) (string, error) { return drawl.Later() })
	outer.AddCallback(func(poem string) (string, error) { return poem + ", hung", nil })
	drawl.AddCallback(func(string) (string, error) { return "", errors.New("no ink") })
	drawl.AddErrback(func(error) (string, error) { return original.Later() })
	outer.Callback("tide")
	drawl.Callback("slow tide")
	original.Callback("kettle")
	return c
}

func TestAChainIsDrawnWithThoseWithin(t *testing.T) {
	c := within()
	figuretest.Golden(t, "testdata/chain-inner.svg", c.SVG())
	c.Events = c.Events[:10] // the third is waited for
	figuretest.Golden(t, "testdata/chain-inner-step.svg", c.SVG())
}

func TestWhatWaitsForWhatAtAMoment(t *testing.T) {
	var text strings.Builder
	c := within()
	c.Events = c.Events[:10]
	c.Text(&text)
	if got, want := text.String(), `            values            errors
               | tide
1      (    print     )  [    askFor    ]
               | tide
  unwanted: not asked for
2      (     ask      )
               : waits for drawl
: drawl:
:              | slow tide
: 1    (     fail     )
:              '-----------------.
:                                | no ink
: 2                      [   askAgain   ]
:                                : waits for original
: : original:
3      (     hang     )

waits for drawl, drawl for original, not fired yet
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for n, want := range map[int]string{5: "waits for drawl, not fired yet", 6: "waits for drawl, now at work", 17: "the result: kettle, hung", 3: ""} {
		c, text := within(), strings.Builder{}
		c.Events = c.Events[:n]
		c.Text(&text)
		lines := strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
		if last := lines[len(lines)-1]; (want == "") != !strings.HasPrefix(last, "waits") && last != want {
			t.Errorf("after %d events %q, want %q", n, last, want)
		}
	}
}
