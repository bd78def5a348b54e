package pages

import (
	"bytes"
	"compress/gzip"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// static serves the files in dir at a path of this host, as hosts of static files do: text
// compressed, the index of a folder at the folder's address, and 404.html for what is not there.
func static(dir, base string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		name, inside := strings.CutPrefix(path.Clean(r.URL.Path)+slash(r.URL.Path), base)
		text, err := os.ReadFile(file(dir, name))
		if err != nil || !inside {
			status, name = http.StatusNotFound, "404.html"
			text, _ = os.ReadFile(file(dir, name))
		}
		kind := mime.TypeByExtension(path.Ext(file(dir, name)))
		w.Header().Set("Content-Type", kind)
		if squeezable(kind) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			text = squeeze(text)
		}
		w.WriteHeader(status)
		_, _ = w.Write(text)
	})
}

// slash is the slash at the end of an address that path.Clean takes away.
func slash(address string) string {
	if address != "/" && strings.HasSuffix(address, "/") {
		return "/"
	}
	return ""
}

// file returns the file in dir that an address below the base stands for.
func file(dir, name string) string {
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// squeezable reports whether hosts compress what is of this kind.
func squeezable(kind string) bool {
	for _, part := range []string{"text/", "json", "javascript", "xml"} {
		if strings.Contains(kind, part) {
			return true
		}
	}
	return false
}

var squeezed sync.Map // of strings to []byte: the browser asks for the same files again and again

// squeeze returns text compressed with gzip.
func squeeze(text []byte) []byte {
	key := string(text)
	if done, ok := squeezed.Load(key); ok {
		return done.([]byte)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(text) // a buffer takes everything
	_ = w.Close()
	squeezed.Store(key, b.Bytes())
	return b.Bytes()
}
