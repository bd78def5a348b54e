package pages

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/npm"
)

// A violation is what axe found wrong, and where.
type violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// runAxe checks the page that is open, with all of axe's rules.
const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(v => ({
	id: v.id, help: v.help,
	nodes: v.nodes.map(n => n.target.join(" ") + "\n" + n.failureSummary),
})))`

func TestAxeFindsNothingWrong(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	axe, err := os.ReadFile(filepath.Join(npm.Folder(s.root), "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []view{{1280, "light"}, {1280, "dark"}, {360, "light"}, {360, "dark"}} {
		t.Run(v.String(), func(t *testing.T) {
			t.Parallel()
			b := open(t, v)
			for _, path := range s.main(t) {
				b.visit(s.base + path)
				eval[any](b, string(axe)+"; true")
				for _, wrong := range promised[[]violation](b, runAxe) {
					t.Errorf("/%s, %v: %s: %s\n%s", path, v, wrong.ID, wrong.Help, strings.Join(wrong.Nodes, "\n"))
				}
			}
		})
	}
}
