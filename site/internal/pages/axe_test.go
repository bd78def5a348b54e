package pages

import (
	"strings"

	"slowpoetry/site/internal/npm"
)

// A violation is what axe found wrong, and where.
type violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// What axe is asked to check: all that it knows, or what the colours matter to.
const (
	allRules    = `{}`
	colourRules = `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`
)

// axe checks the page that is open.
func (b *tab) axe(s *site, rules string) {
	b.Helper()
	if !eval[bool](b, `"axe" in window`) {
		eval[any](b, read(b.T, npm.Folder(s.root), "axe-core", "axe.min.js")+"; true")
	}
	const run = `axe.run(document, {resultTypes: ["violations"], ...RULES}).then(found => found.violations.map(v => ({
		id: v.id, help: v.help,
		nodes: v.nodes.map(n => n.target.join(" ") + "\n" + n.failureSummary),
	})))`
	for _, wrong := range promised[[]violation](b, strings.ReplaceAll(run, "RULES", rules)) {
		b.Errorf("%s: %s\n%s", wrong.ID, wrong.Help, strings.Join(wrong.Nodes, "\n"))
	}
}
