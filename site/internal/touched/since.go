package touched

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
)

// Since returns the files that are not what they were in a commit: committed, changed, removed, or new
// and not known to git. Their names are paths from the root, with slashes, each once.
func Since(ctx context.Context, root, commit string) ([]string, error) {
	git := func(args ...string) (string, error) {
		return command.New(ctx, root, "git", args...).With("GIT_OPTIONAL_LOCKS=0", "LC_ALL=C").Output()
	}
	if _, err := git("rev-parse", "--show-toplevel"); err != nil {
		return nil, fmt.Errorf("git does not know %s, so nobody can tell what has changed since", root)
	}
	// With the sign of a flag before it, git would take it for one.
	if _, err := git("rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^{commit}"); err != nil || commit == "" {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("git knows no commit %q", commit)
	}
	changed, err := git("diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", commit, "--", ".")
	unknown, uerr := git("ls-files", "--others", "--exclude-standard", "-z", "--", ".")
	if err := errors.Join(err, uerr); err != nil {
		return nil, err
	}
	files := strings.FieldsFunc(changed+"\x00"+unknown, func(r rune) bool { return r == 0 })
	slices.Sort(files)
	return slices.Compact(files), nil
}
