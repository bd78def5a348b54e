package pages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// tooWide lists what makes the page wider than its window; nothing, when it is not.
const tooWide = `(() => {
	const width = innerWidth;
	if (document.scrollingElement.scrollWidth <= width) return [];
	const inScroller = e => {
		for (e = e.parentElement; e && e !== document.body; e = e.parentElement)
			if (getComputedStyle(e).overflowX !== "visible") return true;
		return false;
	};
	const guilty = [...document.body.querySelectorAll("*")]
		.filter(e => e.getBoundingClientRect().right > width + 0.5 && !inScroller(e))
		.map(e => e.outerHTML.slice(0, 120) + " … ends at " + Math.round(e.getBoundingClientRect().right) + " px");
	return guilty.length ? guilty.slice(0, 5) : ["something that ends at " + document.scrollingElement.scrollWidth + " px"];
})()`

// judge returns what is wrong with how a page was loaded: complaints of the browser, those about
// its Content-Security-Policy among them, and requests that left the site.
func (b *tab) judge(s *site, path string) []string {
	problems, requests := b.take()
	for _, address := range requests {
		if !strings.HasPrefix(address, s.base) && !strings.HasPrefix(address, "data:") {
			problems = append(problems, "asks for "+address+", which is not part of the site")
		}
	}
	if len(requests) == 0 {
		problems = append(problems, "was not asked for at all")
	}
	return problems
}

// A site under a path is as good as one at the root of its host.
func TestASiteUnderAPathWorks(t *testing.T) {
	t.Parallel()
	s := published(t, deeper)
	b := open(t, view{1280, "light"})
	for _, path := range s.main(t) {
		b.visit(s.base + path)
		for _, problem := range b.judge(s, path) {
			t.Errorf("/%s: %s", path, problem)
		}
	}
	b.visit(s.base)
	b.search(s, "socket")
	for _, problem := range b.judge(s, "(searching)") {
		t.Error(problem)
	}
}

// The policy is checked by asking for what it must forbid.
func TestThePolicyKeepsInlineScriptsAndOtherHostsOut(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base)
	b.take()
	for _, attempt := range []struct{ directive, script string }{
		{"script-src-elem", `{const e = document.createElement("script"); e.textContent = "window.broken = true"; document.body.append(e)}`},
		{"script-src-attr", `{const e = document.createElement("p"); e.setAttribute("onclick", "window.broken = true"); document.body.append(e); e.click()}`},
		{"style-src-attr", `{const e = document.createElement("p"); e.setAttribute("style", "color: red"); document.body.append(e)}`},
		{"img-src", `{const e = new Image(); e.src = "http://127.0.0.1:9/spy.png"; document.body.append(e)}`},
		{"connect-src", `fetch("http://127.0.0.1:9/").catch(() => {})`},
		{"frame-src", `{const e = document.createElement("iframe"); e.src = "http://127.0.0.1:9/"; document.body.append(e)}`},
	} {
		stopped := promised[[]string](b, fmt.Sprintf(`new Promise(done => {
			const stopped = [];
			document.addEventListener("securitypolicyviolation", ({effectiveDirective}) => {
				stopped.push(effectiveDirective);
				if (effectiveDirective === %q) done(stopped);
			});
			setTimeout(() => done(stopped), 30000);
			%s
		})`, attempt.directive, attempt.script))
		if !slices.Contains(stopped, attempt.directive) {
			t.Errorf("what %s must forbid is stopped by %q", attempt.directive, stopped)
		}
	}
	if eval[bool](b, `window.broken === true`) {
		t.Error("an inline script ran")
	}
}
