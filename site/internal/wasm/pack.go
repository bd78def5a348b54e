package wasm

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A packed is a compressed file for the page, which is there, or is yet to be written.
type packed struct {
	to     string
	size   int64
	inside []byte // compressed; nil if the file is there
}

// pack compresses what is inside of a file, unless a file with the same inside is there already.
func pack(to string, inside []byte) (*packed, error) {
	hash := fmt.Sprintf("%x", sha256.Sum256(inside))
	if size, ok := made(to, hash); ok {
		return &packed{to: to, size: size}, nil
	}
	text, err := remembered(hash, func() ([]byte, error) { return squeeze(inside, hash) })
	return &packed{to, int64(len(text)), text}, err
}

// write writes the file, unless it is there.
func (p *packed) write(root string) error {
	if p.inside == nil {
		return nil
	}
	return replace(root, p.to, p.inside)
}

// comment is that of a compressed file: it says what is inside.
func comment(hash string) string { return "sha256 " + hash }

// squeeze returns a text, whose hash it is, compressed.
func squeeze(text []byte, hash string) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w.Comment = comment(hash)
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return packed.Bytes(), err
}

// made reports whether the compressed file was made from something with this hash.
func made(path, hash string) (size int64, ok bool) {
	file, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil || packed.Comment != comment(hash) {
		return 0, false
	}
	info, err := file.Stat()
	return info.Size(), err == nil
}

// forgotten is how long a compressed file is kept on this machine after it was used last.
const forgotten = 14 * 24 * time.Hour

// cache returns the folder of this machine where compressed files are kept, by the hash of what is inside.
var cache = func() (string, error) {
	base, err := os.UserCacheDir()
	return filepath.Join(base, "slowpoetry", "packed"), err
}

// remembered returns what is kept on this machine under a hash; where nothing is, it is made, and kept.
// The compiler is the same in each checkout of the book, and to compress it takes half a minute.
func remembered(hash string, make func() ([]byte, error)) ([]byte, error) {
	folder, err := cache()
	if err != nil { // no home: nothing is kept
		return make()
	}
	name := filepath.Join(folder, hash+".gz")
	if text, err := os.ReadFile(name); err == nil && whole(text, hash) {
		now := time.Now()
		_ = os.Chtimes(name, now, now)
		return text, nil
	}
	text, err := make()
	if err == nil {
		_ = keep(name, text) // if that fails, it is made again the next time
	}
	return text, err
}

// whole reports whether a compressed file has in it what has the hash.
func whole(text []byte, hash string) bool {
	unpacked, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil || unpacked.Comment != comment(hash) {
		return false
	}
	sum := sha256.New()
	_, err = io.Copy(sum, unpacked)
	return err == nil && fmt.Sprintf("%x", sum.Sum(nil)) == hash
}

// keep writes a file as a whole, and removes those beside it that nobody has used for long.
func keep(name string, text []byte) error {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	beside, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(text)
	if err := errors.Join(err, beside.Close()); err != nil {
		return err
	}
	if err := os.Rename(beside.Name(), name); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > forgotten {
			_ = os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
	return err
}
