package pages

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// A report is what Lighthouse says of a page.
type report struct {
	Categories map[string]struct {
		Score     float64
		AuditRefs []struct {
			ID     string
			Weight float64
		}
	}
	Audits map[string]struct {
		Score        *float64
		Title        string
		DisplayValue string
	}
}

// byTheClock are the audits for which Lighthouse takes the clock of this machine. They are no test of the
// page but of the machine, which may be slow, or at work for others. The rest of what it says of the performance
// it computes, from what the page fetches, and in what order, for a phone on a slow network.
var byTheClock = []string{"speed-index", "total-blocking-time"}

// score returns the points of a category, from 0 to 1.
func (r report) score(category string) float64 {
	found := r.Categories[category]
	if category != "performance" {
		return found.Score
	}
	sum, weights := 0.0, 0.0
	for _, ref := range found.AuditRefs {
		if score := r.Audits[ref.ID].Score; ref.Weight > 0 && score != nil && !slices.Contains(byTheClock, ref.ID) {
			sum += ref.Weight * *score
			weights += ref.Weight
		}
	}
	if weights == 0 {
		return 0
	}
	return sum / weights
}

// Lighthouse looks at a page as a phone on a slow network would. It runs before the tests that
// run in parallel, for they would slow it down; it looks at the pages, one of each kind, at once, for most of its time it
// waits; and it may try again, since some of the time that this machine takes to answer goes into what
// it computes.
func TestLighthouseIsContent(t *testing.T) {
	s := theSite(t)
	for _, path := range []string{"", s.chapters(t)[len(s.chapters(t))-1], "source/code/book/program/program.go/"} {
		t.Run("/"+path, func(t *testing.T) {
			t.Parallel()
			isContent(t, s, path)
		})
	}
}

// isContent has Lighthouse look at a page.
func isContent(t *testing.T, s *site, path string) {
	t.Helper()
	categories := []string{"performance", "accessibility", "best-practices", "seo"}
	for try := 1; len(categories) > 0; try++ {
		found, err := lighthouse(t, s.base+path, categories)
		if err != nil {
			t.Logf("/%s: %v", path, err)
		}
		var again []string
		for _, name := range categories {
			score := found.score(name)
			t.Logf("/%s: %s %.1f", path, name, 100*score)
			if score >= 0.98 {
				continue
			}
			if try < 5 {
				again = append(again, name)
				continue
			}
			t.Errorf("/%s: Lighthouse gives %s %.1f of 100 points", path, name, 100*score)
			for _, ref := range found.Categories[name].AuditRefs {
				audit := found.Audits[ref.ID]
				if ref.Weight > 0 && audit.Score != nil && *audit.Score < 0.98 {
					t.Errorf("\t%.2f %s %s", *audit.Score, audit.Title, audit.DisplayValue)
				}
			}
		}
		categories = again
	}
}

// lighthouse runs Lighthouse on the page at an address.
func lighthouse(t *testing.T, address string, categories []string) (found report, err error) {
	t.Helper()
	node := need.Get(t, need.Command("node"))
	chrome := need.Get(t, need.Chromium)
	output := filepath.Join(t.TempDir(), "report.json")
	args := []string{
		filepath.Join(npm.Folder(theSite(t).root), "lighthouse", "cli", "index.js"), address,
		"--output=json", "--output-path=" + output, "--quiet", "--no-enable-error-reporting",
		"--throttling.cpuSlowdownMultiplier=0.01", // see byTheClock
		"--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking " +
			"--disable-component-update --disable-sync --no-first-run --disable-dev-shm-usage",
	}
	for _, category := range categories {
		args = append(args, "--only-categories="+category)
	}
	cmd := command.New(t.Context(), t.TempDir(), node, args...).With("CHROME_PATH=" + chrome)
	if err := cmd.Run(func(string) {}); err != nil {
		return found, err
	}
	text, err := os.ReadFile(output)
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal(text, &found)
}
