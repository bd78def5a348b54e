package touched

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
)

// Files returns the files of the repository at root that git knows or would add, as paths from it with slashes, in
// their order.
func Files(ctx context.Context, root string) ([]string, error) {
	list, err := command.New(ctx, root, "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ".").
		With("GIT_OPTIONAL_LOCKS=0", "LC_ALL=C").Output()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("git does not know %s", root), ctx.Err())
	}
	files := strings.FieldsFunc(list, func(r rune) bool { return r == 0 })
	slices.Sort(files)
	return slices.Compact(files), nil
}

// Inputs returns for each package with tests which of some files these can depend on. Those of the site read
// chapters, code and settings in many ways: for them that is all files.
func (b *Book) Inputs(files []string) map[string][]string {
	inputs := map[string][]string{}
	for _, file := range files {
		plan := b.Plan([]string{file})
		for _, p := range b.packages {
			if !p.tested || p.exercise() {
				continue
			}
			if plan.Everything != "" || strings.HasPrefix(p.folder, "site/") || slices.Contains(plan.Packages, p.path) {
				inputs[p.path] = append(inputs[p.path], file)
			}
		}
	}
	return inputs
}
