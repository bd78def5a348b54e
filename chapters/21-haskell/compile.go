package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ghcFlags are what the clients are compiled with. With -threaded, the runtime waits for sockets by epoll
// or kqueue, and takes more than 1,024 of them.
var ghcFlags = []string{"-v0", "-O1", "-Wall", "-threaded"}

// compile compiles a program in Haskell, unless that has been done before, and returns the path of the
// binary. It is kept in the user's folder for caches, under a name that is made from the source.
func compile(ctx context.Context, source string) (binary string, err error) {
	ghc, err := exec.LookPath("ghc")
	if err != nil {
		return "", errors.New("ghc is not installed")
	}
	text, err := os.ReadFile(source)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(ghc); err == nil {
		ghc = real // its name has the version in it
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q\n%s", ghc, ghcFlags, text))
	name := strings.TrimSuffix(filepath.Base(source), ".hs")
	binary = filepath.Join(cache, "slowpoetry", "haskell", fmt.Sprintf("%s-%x", name, sum[:8]))
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if err := os.MkdirAll(filepath.Dir(binary), 0o777); err != nil {
		return "", err
	}
	scratch, err := os.MkdirTemp(filepath.Dir(binary), "compiling-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(scratch)
	made := filepath.Join(scratch, name)
	args := append(append([]string{}, ghcFlags...), "-outputdir", scratch, "-o", made, source)
	if text, err := exec.CommandContext(ctx, ghc, args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("ghc: %w: %s", err, strings.TrimSpace(string(text)))
	}
	return binary, os.Rename(made, binary)
}
