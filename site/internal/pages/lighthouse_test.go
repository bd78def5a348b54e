package pages

import (
	"encoding/json"
	"os"
	"path/filepath"
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

// Lighthouse looks at a page as a phone on a slow network would. It runs before the tests that
// run in parallel, for they would slow it down; and since others may be at work on the machine,
// the best of three runs counts where time is measured.
func TestLighthouseIsContent(t *testing.T) {
	s := theSite(t)
	for _, path := range []string{"", s.chapters(t)[len(s.chapters(t))-1]} {
		categories := []string{"performance", "accessibility", "best-practices", "seo"}
		for try := 1; len(categories) > 0; try++ {
			found := lighthouse(t, s.base+path, categories)
			var again []string
			for _, name := range categories {
				category := found.Categories[name]
				t.Logf("/%s: %s %.0f", path, name, 100*category.Score)
				if category.Score >= 0.98 {
					continue
				}
				if name == "performance" && try < 3 {
					again = append(again, name)
					continue
				}
				t.Errorf("/%s: Lighthouse gives %s %.0f of 100 points", path, name, 100*category.Score)
				for _, ref := range category.AuditRefs {
					audit := found.Audits[ref.ID]
					if ref.Weight > 0 && audit.Score != nil && *audit.Score < 0.98 {
						t.Errorf("\t%.2f %s %s", *audit.Score, audit.Title, audit.DisplayValue)
					}
				}
			}
			categories = again
		}
	}
}

// lighthouse runs Lighthouse on the page at an address.
func lighthouse(t *testing.T, address string, categories []string) (found report) {
	t.Helper()
	node := need.Get(t, need.Command("node"))
	chrome := need.Get(t, need.Chromium)
	output := filepath.Join(t.TempDir(), "report.json")
	args := []string{
		filepath.Join(npm.Folder(theSite(t).root), "lighthouse", "cli", "index.js"), address,
		"--output=json", "--output-path=" + output, "--quiet", "--no-enable-error-reporting",
		"--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking " +
			"--disable-component-update --disable-sync --no-first-run --disable-dev-shm-usage",
	}
	for _, category := range categories {
		args = append(args, "--only-categories="+category)
	}
	cmd := command.New(t.Context(), t.TempDir(), node, args...).With("CHROME_PATH=" + chrome)
	if err := cmd.Run(func(string) {}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &found); err != nil {
		t.Fatal(err)
	}
	return found
}
