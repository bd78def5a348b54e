package pages

import (
	"fmt"
	"strings"
	"testing"

	"slowpoetry/site/internal/remember"
)

// A look is something that is looked at on several pages.
type look struct {
	name string
	at   func(s *site, t *testing.T) []string // the paths of the pages
	see  func(b *tab, s *site, path string)
}

// A tour is the looks at one width, in the order in which they are taken. A page is opened once for all of
// them, in light colours, since that costs more than most of the looks do.
type tour struct {
	width int64
	looks []look
}

var tours = []tour{
	{360, []look{
		{"it does not scroll sideways", (*site).various, (*tab).sideways},
		{"axe finds nothing wrong", (*site).main, (*tab).axeByDay},
		{"axe finds nothing wrong in the dark", (*site).kinds, (*tab).axeByNight}, // colours are the same at all widths
		{"Tab leads everywhere in the dark", (*site).walked, (*tab).walkByNight},
	}},
	{1280, []look{
		{"its typefaces are light", (*site).walked, (*tab).typefaces},
		{"its letters are of its typefaces", (*site).main, (*tab).letters},
		{"nothing is cut off", (*site).chapters, (*tab).cut},
		{"axe finds nothing wrong", (*site).main, (*tab).axeByDay},
		{"axe finds nothing wrong in the dark", (*site).main, (*tab).axeByNight},
		{"Tab leads everywhere", (*site).walked, (*tab).walk},
		{"what offers to be edited can be", (*site).chapters, (*tab).editable},
		{"copying takes what one would type", (*site).chapters, (*tab).copying},
		{"questions answer in place", (*site).chapters, (*tab).questions},
	}},
}

// TestEveryPage takes every tour. The pages of each are shared out between two tabs.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	for _, tour := range tours {
		looks := map[string][]look{} // by path
		var paths []string
		for _, look := range tour.looks {
			for _, path := range look.at(s, t) {
				if looks[path] == nil {
					paths = append(paths, path)
				}
				looks[path] = append(looks[path], look)
			}
		}
		for half := range 2 {
			t.Run(fmt.Sprintf("at %d px, tab %d", tour.width, half+1), func(t *testing.T) {
				t.Parallel()
				b := open(t, view{tour.width, "light"})
				for i, path := range paths {
					if i%2 == half {
						remember.Part(t, "/"+path, s.sum(t, path), func(t *testing.T) { b.of(t).tour(s, path, looks[path]) })
					}
				}
			})
		}
	}
}

// tour opens a page, takes the looks at it, and asks the browser whether it was content with all that.
func (b *tab) tour(s *site, path string, looks []look) {
	b.visit(s.base + path)
	for _, look := range looks {
		b.Run(look.name, func(t *testing.T) { look.see(b.of(t), s, path) })
	}
	for _, problem := range b.judge(s, path) {
		b.Error(problem)
	}
}

// walked lists the pages that are gone through with Tab.
func (s *site) walked(t *testing.T) []string {
	return append([]string{"", "glossary/"}, s.chapters(t)...)
}

// kinds lists a page of each kind, of those with colours of their own.
func (s *site) kinds(t *testing.T) []string {
	return append([]string{"", "glossary/", "progress/", "404.html", "source/"}, s.chapters(t)[1])
}

func (b *tab) sideways(*site, string) {
	if wide := eval[[]string](b, tooWide); len(wide) > 0 {
		b.Errorf("because of\n\t%s", strings.Join(wide, "\n\t"))
	}
}

func (b *tab) axeByDay(s *site, _ string) { b.axe(s, allRules) }

func (b *tab) axeByNight(s *site, _ string) {
	b.night(func() { b.axe(s, colourRules) })
}

func (b *tab) walkByNight(s *site, path string) {
	b.night(func() { b.walk(s, path) })
}

// night does something while the colours are dark.
func (b *tab) night(do func()) {
	b.colours("dark")
	defer b.colours("light")
	do()
}
