package secure

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The files of an authority in its folder. That of its key is for the authority alone.
const (
	certFile = "authority.pem"
	keyFile  = "authority.key"
)

// OpenAuthority returns the authority that is kept in a folder, or a new one, which it keeps there.
func OpenAuthority(dir string) (*Authority, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, certFile), filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return newAuthority(dir)
	}
	if err != nil {
		return nil, err
	}
	key, ok := pair.PrivateKey.(ed25519.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return nil, fmt.Errorf("%s is not an authority of ours", filepath.Join(dir, certFile))
	}
	return &Authority{now: time.Now, cert: pair.Leaf, key: key, revoked: map[string]bool{}}, nil
}

func newAuthority(dir string) (*Authority, error) {
	a, err := NewAuthority(time.Now)
	if err != nil {
		return nil, err
	}
	return a, errors.Join(
		os.MkdirAll(dir, 0o755),
		write(filepath.Join(dir, keyFile), 0o600, key(a.key)),
		write(filepath.Join(dir, certFile), 0o644, certificate(a.cert.Raw)),
	)
}

// Trust returns what trusts the authority in a folder. It does not need its key.
func Trust(dir string) (*x509.CertPool, error) {
	text, err := os.ReadFile(filepath.Join(dir, certFile))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s is not a certificate", filepath.Join(dir, certFile))
	}
	return pool, nil
}

// fileOf returns the file of a certificate with its key: reader-ada.pem in the folder.
func fileOf(dir, who string) string {
	return filepath.Join(dir, strings.ReplaceAll(who, "/", "-")+".pem")
}

// Save keeps a certificate and its key in a folder, and returns the file.
func Save(dir, who string, cert *tls.Certificate) (string, error) {
	file := fileOf(dir, who)
	return file, write(file, 0o600, certificate(cert.Certificate[0]), key(cert.PrivateKey.(ed25519.PrivateKey)))
}

// Load returns the identity that is kept in a folder. To renew it is to read its file again.
func Load(dir, who string) (*Identity, error) {
	i := &Identity{Who: who, renew: func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(fileOf(dir, who), fileOf(dir, who))
		return &pair, err
	}}
	return i, i.Renew()
}

func certificate(der []byte) *pem.Block { return &pem.Block{Type: "CERTIFICATE", Bytes: der} }

func key(k ed25519.PrivateKey) *pem.Block {
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		panic(err) // it is a key that we have made
	}
	return &pem.Block{Type: "PRIVATE KEY", Bytes: der}
}

func write(file string, mode fs.FileMode, blocks ...*pem.Block) error {
	var text []byte
	for _, b := range blocks {
		text = append(text, pem.EncodeToMemory(b)...)
	}
	return os.WriteFile(file, text, mode)
}
