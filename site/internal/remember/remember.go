// Package remember lets a test leave out parts that have passed before, with all that they depend on as it was.
//
//	remember.Part(t, "chapter 3", remember.Sum(page), func(t *testing.T) { … })
//
// "go tool book test" says in the environment where it is remembered; a plain "go test" runs everything. The tests
// themselves count: a part is another one when anything has changed that the test program is made of.
//
// The one rule: what a part reads, its sum is made of.
package remember

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Variable is the environment variable with the folder in which parts are remembered. Whoever sets it answers for
// the machine: for another version of Go or of a browser there is another folder.
const Variable = "BOOK_REMEMBER"

// Attribute is the attribute of tests that were left out, as [testing.T.Attr] has it.
const Attribute = "remembered"

var attr = (*testing.T).Attr

// Sum returns a sum of texts.
func Sum(texts ...string) string {
	all := sha256.New()
	for _, text := range texts {
		part := sha256.Sum256([]byte(text))
		all.Write(part[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}

// Part is t.Run, unless a part of this name has passed with this sum. Then the test passes at once, and says so in
// its attributes.
func Part(t *testing.T, name, sum string, test func(t *testing.T)) {
	t.Helper()
	file := place(t, name)
	t.Run(name, func(t *testing.T) {
		if known(file, sum) {
			attr(t, Attribute, "yes")
			return
		}
		t.Cleanup(func() { keep(t, file, sum) }) // when parts of it that run side by side have ended, too
		test(t)
	})
}

// Passed reports whether a part of this name has passed with this sum, for tests that prepare several parts at once. If it has,
// they leave it out.
func Passed(t *testing.T, name, sum string) bool {
	t.Helper()
	if !known(place(t, name), sum) {
		return false
	}
	attr(t, Attribute, name)
	return true
}

// known reports whether a file says that something has passed with this sum.
func known(file, sum string) bool {
	if file == "" {
		return false
	}
	text, err := os.ReadFile(file)
	return err == nil && string(text) == Sum(program(), sum)
}

// keep writes that t has passed with this sum, if it has. What cannot be written is not remembered.
func keep(t *testing.T, file, sum string) {
	if file == "" || t.Failed() || t.Skipped() {
		return
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(Sum(program(), sum)), 0o644)); err != nil {
		t.Log(err)
	}
}

// place returns the file of a part of a test, "" if nothing is remembered.
func place(t *testing.T, name string) string {
	folder := os.Getenv(Variable)
	if folder == "" || program() == "" {
		return ""
	}
	return filepath.Join(folder, Sum(filepath.Base(os.Args[0]), t.Name(), name)[:32])
}

// program returns the sum of the test program, "" if it cannot be read.
var program = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
})
