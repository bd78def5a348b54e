package chain

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestTextAndDescriptionSayTheSame(t *testing.T) {
	for number := range uint64(500) {
		d := Random(number, int(number%7))
		got, err := Parse(d.String())
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Fatalf("chain %d: %v\n%s\nread back: %v", number, err, d, got)
		}
	}
}

func TestAPairMayBeWrittenInSeveralWays(t *testing.T) {
	want := "fire value tide\n" +
		"return %v! | pass\n" +
		"pass       | fail no ink\n" +
		"pass       | pass\n" +
		"both later return x\n"
	for _, text := range []string{
		want,
		"# a chain\n\n  fire   value  tide\nreturn %v!\n|fail no ink\n|\n# the last\nboth   later  return x",
		"fire value tide\r\n\treturn %v! |\r\npass|fail\tno ink\r\npass\r\nboth later return x\r\n",
	} {
		d, err := Parse(text)
		if err != nil || d.String() != want {
			t.Errorf("%q: %v, %v", text, err, d)
		}
	}
}

func TestABadLineIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   `line 1: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"# nothing\n":                        `line 2: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"\nreturn x\n":                       `line 2: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire tide":                          `line 1: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire value":                         `line 1: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire value a\nfire value b":         `line 2: it has fired, and does so once`,
		"fire value a\n\nfly away":           `line 3: "fly" is not something a function does: there are pass, return, fail, panic, later and ask`,
		"fire value a\nreturn":               `line 2: return what? there must be a text after it`,
		"fire value a\npass | fail":          `line 2: fail what? there must be a text after it`,
		"fire value a\npass by":              `line 2: nothing can come after pass, and here comes "by"`,
		"fire value a\nlater":                `line 2: later is for return and fail, as in "later return TEXT"`,
		"fire value a\nlater panic b":        `line 2: later is for return and fail, as in "later return TEXT"`,
		"fire value a\nreturn a|return b|":   `line 2: a stage has two sides, not 3`,
		"fire value a\nboth":                 `line 2: both is one function, as in "both return TEXT"`,
		"fire value a\nboth return b|fail c": `line 2: both is one function, as in "both return TEXT"`,
		"fire value a\nask":                  `line 2: ask whom? there must be one name after it, of letters, digits and hyphens`,
		"fire value a\nask a b":              `line 2: ask whom? there must be one name after it, of letters, digits and hyphens`,
		"fire value a\nlater ask b":          `line 2: later is for return and fail, as in "later return TEXT"`,
		"fire value a\nask b\n\npass":        `line 2: there is no chain "b": it begins with a line "b:", below all others`,
		"fire value a\nb:\nfire value c":     `line 2: nothing above asks for b, or it has been here`,
		"fire value a\nask b\nb:\npass":      `line 4: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire value a\nask b\nb:":            `line 4: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire value a\nask b|ask b":          `line 2: b is asked for in line 2 already, and a Deferred gives its result once`,
		"ask b\nb:\nfire value c":            `line 1: the first line must be "fire value TEXT" or "fire error TEXT"`,
		"fire value a\nboth fly":             `line 2: "fly" is not something a function does: there are pass, return, fail, panic, later and ask`,
	} {
		_, err := Parse(text)
		if _, ok := errors.AsType[*SyntaxError](err); !ok || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("fire value tide\nreturn %v! | fail no\nboth later return x")
	f.Add("fire value tide\nask a | ask b\na:\nfire error no %v\nboth ask c\nb:\nfire value x\nc:\nfire value %v!\nlater return y")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || again.String() != d.String() {
			t.Fatalf("%q is %q, and that is %q, %v", text, d, again, err)
		}
		if len(d.Pairs) < 100 {
			d.Figure(d.Run()).SVG()
		}
	})
}

// told returns what happens to a chain, in words.
func told(t *testing.T, text string) string {
	t.Helper()
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(d.Figure(d.Run()).Steps(), "\n")
}

func TestAChainIsFired(t *testing.T) {
	got := told(t, `
		fire value tide
		return %v!
		fail no %v  | return sorry
		pass        | pass
		later return the answer to %v | later return %v?
		panic %v
		both fail in the end, %v
	`)
	if want := `Fired with the value tide.
Stage 1: the callback return %v! is called with the value tide.
Stage 1 leaves the value tide!.
Stage 2: the callback fail no %v is called with the value tide!.
Stage 2 leaves the error no tide!.
Stage 3 is not for it: the error no tide! passes.
Stage 4: the errback later return %v? is called with the error no tide!.
Stage 4 has returned a Deferred that has no result yet: the chain waits.
That Deferred has fired, and the chain goes on with the value no tide!?.
Stage 5: the callback panic %v is called with the value no tide!?.
Stage 5 leaves the error panic: no tide!?.
Stage 6: the function for both fail in the end, %v is called with the error panic: no tide!?.
Stage 6 leaves the error in the end, panic: no tide!?.`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATextDoesNotGrowForEver(t *testing.T) {
	d, err := Parse("fire value ö" + strings.Repeat("\nreturn %v%v%v", 60))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Run() {
		if text := e.Value.(string); len(text) > 210 {
			t.Fatalf("%d bytes", len(text))
		}
	}
}

func TestAnInnerChainIsWaitedFor(t *testing.T) {
	const text = `fire value tide
return %v!
ask drawl | ask rescue
pass      | return sorry

drawl:
fire value %v, slowly
fail no ink      | pass
pass             | ask original
later return %v? | pass

rescue:
fire value help

original:
fire error %v, twice
`
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(d.String()); err != nil || !reflect.DeepEqual(again, d) {
		t.Errorf("%v\n%s", err, d)
	}
	got := told(t, text)
	if want := `Fired with the value tide.
Stage 1: the callback return %v! is called with the value tide.
Stage 1 leaves the value tide!.
Stage 2: the callback ask drawl is called with the value tide!.
Stage 2 has returned the Deferred drawl, which has no result yet: the chain waits.
drawl: fired with the value tide!, slowly.
drawl: stage 1: the callback fail no ink is called with the value tide!, slowly.
drawl: stage 1 leaves the error no ink.
drawl: stage 2: the errback ask original is called with the error no ink.
drawl: stage 2 has returned the Deferred original, which has no result yet: the chain waits.
original: fired with the error no ink, twice.
original: the result is given to another Deferred.
drawl: the Deferred original is done, and the chain goes on with the error no ink, twice.
drawl: stage 3 is not for it: the error no ink, twice passes.
drawl: the result is given to another Deferred.
The Deferred drawl is done, and the chain goes on with the error no ink, twice.
Stage 3: the errback return sorry is called with the error no ink, twice.
Stage 3 leaves the value sorry.`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSmallPicturesHaveTheOuterChain(t *testing.T) {
	d, err := Parse("fire value tide\nask drawl | pass\ndrawl:\nfire value %v!\nreturn %v?")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range d.Firings() {
		for _, e := range c.Events {
			if e.Name != "" {
				t.Errorf("picture %d has the event %+v", i, e)
			}
		}
	}
}
