package pages

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A part is a section as the search has it.
type part struct {
	URL     string   `json:"url"`
	Chapter string   `json:"chapter"`
	Title   string   `json:"title"`
	Text    string   `json:"text"`
	Defines []string `json:"defines,omitempty"`
	Asks    bool     `json:"asks,omitempty"`
	Term    bool     `json:"term,omitempty"`
}

// library is a small book to search.
var library = []part{
	{URL: "quiz", Chapter: "1 One", Title: "Check yourself", Text: "An event loop, an event loop: what is an event loop?", Asks: true},
	{URL: "text", Chapter: "1 One", Title: "A loop", Text: "Here is an event loop that waits."},
	{URL: "heading", Chapter: "2 Two", Title: "The event loop", Text: "It’s there."},
	{URL: "definition", Chapter: "1 One", Title: "Waiting", Text: "This is an event loop.", Defines: []string{"event loop"}},
	{URL: "glossary", Chapter: "Glossary", Title: "event loop", Text: "An event loop waits.", Term: true},
	{URL: "goroutine", Chapter: "3 Three", Title: "What is left", Text: "A goroutine stays behind."},
	{URL: "leak", Chapter: "3 Three", Title: "A leak", Text: "What stays leaks, leaks."},
	{URL: "other", Chapter: "4 Four", Title: "More", Text: "One goroutine, another goroutine."},
	{URL: "deferred", Chapter: "4 Four", Title: "Deferreds", Text: "A Deferred comes back."},
	{URL: "café", Chapter: "4 Four", Title: "Café", Text: "İt’s “not now” and naïve."},
}

// A finding is what the search returns.
type finding struct {
	Results []struct {
		URL     string   `json:"url"`
		Snippet []string `json:"snippet"`
	} `json:"results"`
	All   int    `json:"all"`
	Where string `json:"where"`
	Taken []struct{ Typed, Word string }
}

func (f finding) urls() string {
	var urls []string
	for _, result := range f.Results {
		urls = append(urls, result.URL)
	}
	return strings.Join(urls, " ")
}

func searched(t *testing.T, parts []part, queries ...string) []finding {
	t.Helper()
	return inNode[[]finding](t, "find.js", "find", `({ parts, queries }) => queries.map((query) => find(parts, query))`, map[string]any{"parts": parts, "queries": queries})
}

func TestTheSearchRanksAndForgives(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, urls, where, taken string }{
		{"event loop", "glossary definition heading text quiz", "section", ""},
		{"Event Loops", "glossary definition heading text quiz", "section", "loops=loop"},
		{"Deferreds", "deferred", "section", ""},
		{"goroutine leak", "leak goroutine", "chapter", ""}, // in two sections of a chapter, and not in chapter 4
		{"goroutine xylophone", "other goroutine", "some", ""},
		{"gorutine", "other goroutine", "section", "gorutine=goroutine"},
		{"gorotuine", "other goroutine", "section", "gorotuine=goroutine"},
		{"goroutinee", "other goroutine", "section", "goroutinee=goroutine"},
		{"gorou", "other goroutine", "section", ""},
		{"gopxro", "", "", ""},
		{"derefed", "deferred", "section", "derefed=deferred"},
		{"deffered", "deferred", "section", "deffered=deferred"},
		{"xyz", "", "", ""},
		{"it's", "heading café", "section", ""},
		{`"not now"`, "café", "section", ""},
		{"cafe naive", "café", "section", ""},
	}
	queries := make([]string, len(tests))
	for i, test := range tests {
		queries[i] = test.query
	}
	all := searched(t, library, queries...)
	for i, test := range tests {
		got := all[i]
		var taken []string
		for _, pair := range got.Taken {
			taken = append(taken, pair.Typed+"="+pair.Word)
		}
		if test.urls == "" {
			if got.All != 0 {
				t.Errorf("%s is found in %s", test.query, got.urls())
			}
			continue
		}
		if got.urls() != test.urls || got.Where != test.where || strings.Join(taken, " ") != test.taken {
			t.Errorf("%q: %s in one %s, taking %q; want %s in one %s, taking %q", test.query, got.urls(), got.Where, taken, test.urls, test.where, test.taken)
		}
	}
}

// What is shown of a place has what was sought in it, marked, and is cut from the text.
func TestTheSearchShowsWhatItFound(t *testing.T) {
	t.Parallel()
	long := part{URL: "long", Chapter: "1 One", Title: "T", Text: strings.Repeat("So it goes on. ", 40) + "Then the kettle boils. " + strings.Repeat("So it goes on. ", 40)}
	parts := []part{long}
	for i := range 40 {
		parts = append(parts, part{URL: fmt.Sprint(i), Chapter: "2 Two", Title: "T", Text: "A pot of tea."})
	}
	got := searched(t, parts, "Kettle", "tea")
	if snippet := got[0].Results[0].Snippet; len(snippet) != 3 || snippet[1] != "kettle" || len(strings.Join(snippet, "")) > 200 || !strings.HasPrefix(snippet[0], "… ") || !strings.HasSuffix(snippet[2], " …") {
		t.Errorf("of a long text is shown %q", snippet)
	}
	if got[1].All != 40 || len(got[1].Results) != 30 {
		t.Errorf("of 40 places %d are shown, and it says %d", len(got[1].Results), got[1].All)
	}
}

const (
	mostSearch = 200_000 // bytes that the search fetches, compressed
	mostQuery  = 50      // milliseconds of the processor's time for a query
)

// The search is light and quick, with the whole book.
func TestTheSearchIsLightAndQuick(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	if size := s.weight(t, "search.json"); size > mostSearch {
		t.Errorf("the search fetches %d bytes, %d are allowed", size, mostSearch)
	} else {
		t.Logf("the search fetches %d bytes", size)
	}
	var parts []part
	if err := json.Unmarshal([]byte(read(t, filepath.Join(s.dir, "search.json"))), &parts); err != nil {
		t.Fatal(err)
	}
	queries := []string{"the", "wait", "net.Conn", "level-triggered", "gorutine", "goroutine leak", "derefed", "xylophone quux"}
	took := inNode[map[string]float64](t, "find.js", "find, prepare", `({ parts, queries }) => {
		prepare(parts);
		return Object.fromEntries(queries.map((query) => [query, Math.min(...Array.from({ length: 9 }, () => {
			const before = process.cpuUsage();
			find(parts, query);
			const { user, system } = process.cpuUsage(before);
			return (user + system) / 1000;
		}))]));
	}`, map[string]any{"parts": parts, "queries": queries})
	for query, ms := range took {
		if ms > mostQuery {
			t.Errorf("%q takes %.1f ms", query, ms)
		}
	}
	t.Logf("queries take, in milliseconds: %v", took)

	// What the book calls its own is found first where it is defined.
	for i, got := range searched(t, parts, "reactor", "Deferreds", "level-triggered", "derefed", "recator") {
		if len(got.Results) == 0 || !strings.Contains(got.Results[0].URL, "/glossary/#") {
			t.Errorf("query %d finds %.200s first", i, got.urls())
		}
	}
	// A word of a listing is found, too, and so is one that a program prints.
	for i, got := range searched(t, parts, "ErrWouldBlock", "bufio.NewScanner", "splitflap") {
		if got.All == 0 || got.Where != "section" || len(got.Taken) > 0 {
			t.Errorf("word %d of a listing is found in %d places", i, got.All)
		}
	}
}

// What is said to be wrong has its place, and where there is a repository it becomes an issue.
func TestWhatIsWrongIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	got := inNode[[]string](t, "wrong.js", "issue, words", `(place) => [words(place), issue("https://example.org/book", place)]`,
		map[string]string{"title": "Chapter 5, Protocols: Two & two", "address": "https://example.org/5/#two", "quote": "Five."})
	if want := "Chapter 5, Protocols: Two & two\nhttps://example.org/5/#two\n\n> Five.\n\nWhat is wrong: "; got[0] != want {
		t.Errorf("it says %q, want %q", got[0], want)
	}
	if !slices.Contains(strings.Split(got[1], "&"), "https://example.org/book/issues/new?title=Chapter+5%2C+Protocols%3A+Two+%26+two") || !strings.Contains(got[1], "body=Chapter+5") {
		t.Errorf("the issue is %s", got[1])
	}
}
