// Package hugo makes the site of the book: as files, or served with live reload while somebody
// writes.
//
//	h, err := hugo.Find(ctx, root, step.Status)
//	err = h.Build(ctx, hugo.Options{To: "/tmp/site", BaseURL: "https://example.org/book/"})
//
// The one rule: nothing is written into the repository. Pages go where they are asked to, and
// what Hugo likes to keep between runs goes to the cache folder of this machine.
package hugo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotool"
)

// Package is Hugo's own main package: a tool in go.mod.
const Package = "github.com/gohugoio/hugo"

// A Hugo is a compiled Hugo, and the book it is for.
type Hugo struct {
	root    string
	program string
}

// Find returns the Hugo of the repository at root, which is compiled where that was not done
// before. How far that is goes to status.
func Find(ctx context.Context, root string, status func(format string, args ...any)) (*Hugo, error) {
	program, err := gotool.Path(ctx, root, Package, status)
	if err != nil {
		return nil, err
	}
	return &Hugo{root, program}, nil
}

// Options say how to build.
type Options struct {
	To      string // the folder to write to
	BaseURL string // where the site will be; empty: at the root of some host
	Plain   bool   // as the repository says, whatever HUGO_… variables are set here
	Paper   bool   // one page that has all of the book in it, for the PDF and the EPUB
}

// Build writes the site. A warning of Hugo's is an error: the book has none.
func (h *Hugo) Build(ctx context.Context, o Options) error {
	args := []string{"build", "--minify", "--destination", o.To}
	if o.BaseURL != "" {
		args = append(args, "--baseURL", o.BaseURL)
	}
	if o.Paper {
		args = []string{"build", "--destination", o.To, "--baseURL", "/", "--config", "hugo.toml,print.toml"}
	}
	text, err := h.hand()
	if err != nil {
		return err
	}
	defer text.remove()
	cmd, err := h.command(ctx, text, args...)
	if err != nil {
		return err
	}
	cmd.Env = slices.DeleteFunc(cmd.Env, func(variable string) bool {
		return o.Plain && strings.HasPrefix(variable, "HUGO_PARAMS_")
	})
	var complaints []string
	err = cmd.Run(func(line string) {
		if complaint(line) {
			complaints = append(complaints, h.relative(text, line))
		}
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(complaints) > 0:
		return errors.New(strings.Join(complaints, "\n"))
	case err != nil || o.Paper:
		return err
	}
	return listWhole(o.To)
}

// Serve builds the site in memory and serves it at the port of the loopback interface, building
// it again whenever a file changes, until ctx is done. It calls ready once the site is served.
// What is worth reading about later builds goes to say, line by line. At the address behind, pages ask
// how far it is with what they cannot do yet; empty: with nothing.
func (h *Hugo) Serve(ctx context.Context, port int, behind string, ready func(), say func(line string)) error {
	changes := h.watch()
	defer changes.Close()
	text, err := h.hand()
	if err != nil {
		return err
	}
	defer text.remove()
	cmd, err := h.command(ctx, text, "server", "--bind", "127.0.0.1", "--port", fmt.Sprint(port),
		"--renderToMemory", "--disableFastRender", "--noHTTPCache",
		"--baseURL", "http://localhost/", "--appendPort")
	if err != nil {
		return err
	}
	cmd.With("HUGO_PARAMS_BEHIND=" + behind)
	following, stop := context.WithCancel(ctx)
	var follower sync.WaitGroup
	defer follower.Wait()
	defer stop()
	follower.Go(func() {
		if err := text.follow(following, changes, say); err != nil {
			say("From now on the book does not follow its text: " + err.Error())
		}
	})
	var once sync.Once // the line comes again when the address may have changed
	var news news
	complained := false
	err = cmd.Run(func(line string) {
		switch {
		case strings.HasPrefix(line, "Web Server is available"):
			once.Do(ready)
		case complaint(line):
			complained = true
			say(h.relative(text, line))
		default:
			if told := news.tell(line); told != "" {
				say(told)
			}
		}
	})
	if complained && ctx.Err() == nil {
		return errors.New("the site cannot be built (see above)")
	}
	return err
}

// command returns the command that runs Hugo with args on the book's site, with its text.
func (h *Hugo) command(ctx context.Context, t *text, args ...string) (*command.Cmd, error) {
	kept, err := cache()
	if err != nil {
		return nil, err
	}
	args = append(args, "--noBuildLock", "--source", filepath.Join(h.root, "site"), "--themesDir", t.folder, "--theme", theme)
	cmd := command.New(ctx, h.root, h.program, args...)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(variable string) bool {
		// Of the two, this one would win.
		return slices.Contains(args, "--baseURL") && strings.HasPrefix(variable, "HUGO_BASEURL=")
	})
	return cmd.With(
		"HUGO_RESOURCEDIR="+filepath.Join(kept, "resources"),
		"HUGO_CACHEDIR="+filepath.Join(kept, "hugo"),
	), nil
}

// cache returns the folder for what Hugo keeps between runs. It may be deleted at any time.
func cache() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil { // no home: a cache for as long as the machine is up
		base = os.TempDir()
	}
	dir := filepath.Join(base, "slowpoetry")
	return dir, os.MkdirAll(dir, 0o755)
}

// complaint reports whether a line of Hugo's says that something is wrong.
func complaint(line string) bool {
	for _, sign := range []string{"ERROR", "WARN", "Error:", "error calling"} {
		if strings.HasPrefix(line, sign) {
			return true
		}
	}
	return false
}

// news makes one line of the several that Hugo prints about a build after the first.
type news struct{ changed []string }

// tell takes a line of Hugo's, and returns what there is to tell, if anything.
func (n *news) tell(line string) string {
	if _, file, found := strings.Cut(line, " changed /"); found { // "Source changed /chapters/…"
		file = strings.TrimPrefix(file, "source/") // where the site mounts what is prose as well
		if source, ok := strings.CutPrefix(file, highlighted+"/"); ok {
			file = strings.TrimSuffix(source, ".html")
		}
		if !slices.Contains(n.changed, file) {
			n.changed = append(n.changed, file)
		}
		return ""
	}
	took, found := strings.CutPrefix(line, "Total in ")
	if !found || len(n.changed) == 0 {
		return ""
	}
	told := fmt.Sprintf("%s: built again in %s", strings.Join(n.changed, ", "), took)
	n.changed = nil
	return told
}

// relative shortens the paths in a line that are inside the repository, or made from what is.
func (h *Hugo) relative(t *text, line string) string {
	line = strings.ReplaceAll(line, t.content()+string(filepath.Separator), "")
	return strings.ReplaceAll(line, h.root+string(filepath.Separator), "")
}
