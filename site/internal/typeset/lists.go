package typeset

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// figureList writes the list of figures: of each caption, the first sentence.
func (w *writer) figureList() {
	w.f("#back(\"figures\", \"Figures\")\n")
	for _, d := range w.drawn {
		title, _, _ := strings.Cut(markup.Line(d.caption), ". ")
		w.f("#listed-figure(%s, %s, %s)\n", str(d.id), str(d.number), str(strings.TrimSuffix(title, ".")))
	}
	w.f("#end-mark\n")
}

// programList writes the list of programs, with the page where a transcript runs each first.
func (w *writer) programList() {
	chapters, _ := chapter.All(w.root) // what is wrong with one, Hugo would have said
	w.f("#back(\"programs\", \"Programs\")\n")
	for _, c := range w.manu.Chapters() {
		at := slices.IndexFunc(chapters, func(source *chapter.Chapter) bool { return source.Folder == strings.Trim(c.Path, "/") })
		if at < 0 {
			continue
		}
		programs := chapters[at].Programs()
		if len(programs) == 0 {
			continue
		}
		w.f("#programs-of(%s, %d, %s)\n", str(c.ID), c.Number, str("go run ./"+chapters[at].Folder))
		for _, p := range programs {
			w.f("#listed-program(%s, %s, %s)\n", str(p.Name), str(p.Synopsis), str(w.runs[c.ID+" "+p.Name]))
		}
	}
	w.f("#end-mark\n")
}

var ran = regexp.MustCompile(`^go run \./chapters/\S+ ([a-z][-a-z0-9]*)`)

// firstRuns returns the addresses of the commands that run a program first, by chapter and program.
func firstRuns(b *manuscript.Book) map[string]string {
	runs := map[string]string{}
	for _, c := range b.Chapters() {
		for _, command := range markup.All(c.Node, markup.Is("span.command")) {
			m := ran.FindStringSubmatch(markup.Attr(command, "data-command"))
			if m == nil || runs[c.ID+" "+m[1]] != "" {
				continue
			}
			if markup.Attr(command, "id") == "" {
				markup.Set(command, "id", fmt.Sprintf("run-%d", len(runs)+1))
			}
			runs[c.ID+" "+m[1]] = markup.Attr(command, "id")
		}
	}
	return runs
}
